import { app } from 'durable-functions';
import type { ReadinessCheck } from '../../shared/application/readiness-check.ts';
import { CHECK_UPSTREAM } from '../../shared/contracts/durable/readiness.ts';
import { runAttempt } from '../../shared/contracts/run.ts';
import type { RunAttempt } from '../../shared/domain/run/run-id.ts';

interface UseCases {
  readonly checkUpstream: (attempt: RunAttempt) => Promise<ReadinessCheck>;
}

/** The look for the run that a run comes after, the same for jobs of every kind. */
export function registerUpstreamActivities({ checkUpstream }: UseCases): void {
  app.activity(CHECK_UPSTREAM, {
    handler: async (input) => checkUpstream(runAttempt.parse(input)),
  });
}
