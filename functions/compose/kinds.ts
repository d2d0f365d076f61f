import { app as durable, input as bound } from 'durable-functions';
import { ZodError } from 'zod';
import type { RunScope } from '../../shared/application/ports/run-scope.ts';
import { createLoadPlainWork } from '../../shared/application/load-plain-work.ts';
import { commitPlainResultInput, COMMIT_PLAIN_RESULT } from '../../shared/contracts/durable/plain-run.ts';
import { RECORD_FAILURE, recordFailureInput } from '../../shared/contracts/durable/run-steps.ts';
import { issuesOf } from '../../shared/contracts/http/issues.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { JOB_KINDS } from '../../shared/domain/job/job-work.ts';
import type { RunFailure } from '../../shared/domain/run/run-failure.ts';
import type { RunAttempt } from '../../shared/domain/run/run-id.ts';
import { scopedActivities, type ActivityHandler } from '../activities/scoped-activities.ts';
import type { Operation } from '../http/api/call.ts';
import type { KindHost } from '../kinds/kind-host.ts';
import { KIND_REGISTRATIONS } from '../kinds/kind-registrations.ts';

interface Parts extends Omit<KindHost, 'loadWorkBy'> {
  readonly scope: RunScope;
  readonly recordFailure: (attempt: RunAttempt, failure: RunFailure) => Promise<void>;
}

/** What a schema throws, as people read it. */
function inWords<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    throw new InvalidInput('The task is none of its kind.', issuesOf(error), { cause: error });
  }
}

/** Brings every kind into the app: its orchestrator, its activities, and what else it registers. */
export function composeKinds({ scope, recordFailure, ...host }: Parts): readonly Operation[] {
  const register = (handlers: Readonly<Record<string, ActivityHandler>>): void => {
    for (const [name, handler] of scopedActivities(handlers, scope)) {
      durable.activity(name, { extraInputs: [bound.durableClient()], handler });
    }
  };
  register({
    [COMMIT_PLAIN_RESULT]: async (input) => {
      const { result, ...attempt } = commitPlainResultInput.parse(input);
      await host.commitResult(attempt, result);
      host.log.info(result.words, result.figures);
    },
    [RECORD_FAILURE]: async (input) => {
      const { failure, ...attempt } = recordFailureInput.parse(input);
      host.log.error('The attempt has failed.', undefined, { ...failure });
      await recordFailure(attempt, failure);
    },
  });
  return JOB_KINDS.flatMap((kind) => {
    const { activities, registerOrchestrator, operations } = KIND_REGISTRATIONS[kind]({
      ...host,
      loadWorkBy: (readTask) =>
        createLoadPlainWork(host, { kind, readTask: (task) => inWords(() => readTask(task)) }),
    });
    registerOrchestrator();
    register(activities);
    return operations ?? [];
  });
}
