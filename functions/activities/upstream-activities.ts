import { app } from 'durable-functions';
import type { ReadinessCheck } from '../../shared/application/readiness-check.ts';
import { CHECK_UPSTREAM } from '../../shared/contracts/durable/readiness.ts';
import { runAttempt } from '../../shared/contracts/run.ts';
import type { Log } from '../../shared/application/ports/environment.ts';
import type { RunScope } from '../../shared/application/ports/run-scope.ts';
import type { RunAttempt } from '../../shared/domain/run/run-id.ts';
import { logged, readinessLine } from './outcome-lines.ts';
import { scopedActivities } from './scoped-activities.ts';

interface UseCases {
  readonly checkUpstream: (attempt: RunAttempt) => Promise<ReadinessCheck>;
  readonly scope: RunScope;
  readonly log: Log;
}

/** The look for the run that a run comes after, the same for jobs of every kind. */
export function registerUpstreamActivities({ checkUpstream, scope, log }: UseCases): void {
  const handlers = {
    [CHECK_UPSTREAM]: async (input: unknown) =>
      logged(
        log,
        await checkUpstream(runAttempt.parse(input)),
        readinessLine('The result that the run comes after is'),
      ),
  };
  for (const [name, handler] of scopedActivities(handlers, scope)) app.activity(name, { handler });
}
