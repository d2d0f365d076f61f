import type { InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import type { Log } from '../../shared/application/ports/environment.ts';
import type { RunScope } from '../../shared/application/ports/run-scope.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import type { RunAttempt } from '../../shared/domain/run/run-id.ts';
import type { StartOutcome } from '../../shared/application/start-run.ts';
import { BULK_RUNS_QUEUE, runMessage, RUNS_QUEUE } from '../../shared/contracts/queue/run-message.ts';
import type { FunctionRegistry } from '../registry.ts';

interface UseCases {
  readonly startRun: (attempt: RunAttempt, orchestrations: Orchestrations) => Promise<StartOutcome>;
  /** The orchestrations that an invocation can reach through its durable client binding. */
  readonly orchestrationsOf: (context: InvocationContext) => Orchestrations;
  readonly scope: RunScope;
  readonly log: Log;
}

/**
 * Takes due runs off both queues. What it throws makes the host abandon the message, which then comes again. The
 * two functions have their own concurrency: masses in the bulk queue never keep a live run waiting.
 */
export function registerStartRun(app: FunctionRegistry, useCases: UseCases): void {
  for (const [name, queueName] of [
    ['startRun', RUNS_QUEUE],
    ['startBulkRun', BULK_RUNS_QUEUE],
  ] as const) {
    app.serviceBusQueue(name, {
      connection: 'SERVICE_BUS',
      queueName,
      extraInputs: [input.durableClient()],
      handler: async (message, context) => {
        const attempt = runMessage.parse(message);
        const outcome = await useCases.scope.within({ ...attempt, name }, () =>
          useCases.startRun(attempt, useCases.orchestrationsOf(context)),
        );
        // Not among the run's own lines: each of them costs a write, and this one tells nothing but the routine.
        useCases.log.info('Run message handled.', { ...attempt, outcome });
      },
    });
  }
}
