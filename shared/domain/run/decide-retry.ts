import type { RetryPolicy } from '../job/job-policies.ts';
import { hashFraction } from '../schedule/hash-fraction.ts';
import type { RunningRun } from './run.ts';
import type { RunFailure } from './run-failure.ts';

/** The share of a pause that the jitter may take off. */
const JITTER = 0.2;

const SECOND_MS = 1000;

/**
 * When a failed attempt is followed by another (epoch ms), or undefined when the failure is final: of a class
 * that no retry mends, the chain's last attempt, or later than the run may start.
 *
 * Exponential backoff with a cap; the jitter follows from run and attempt, so that whoever computes it gets the
 * same instant.
 */
export function decideRetry(
  run: RunningRun,
  failure: RunFailure,
  {
    policy,
    deadline,
    now,
  }: { readonly policy: RetryPolicy; readonly deadline: number; readonly now: number },
): number | undefined {
  const attemptsMade = run.attempt - run.chainStart + 1;
  if (attemptsMade >= policy.maxAttempts || policy.nonRetryable.includes(failure.reason)) return undefined;
  const growth = policy.backoffCoefficient ** (attemptsMade - 1);
  const delaySeconds = Math.min(policy.initialDelaySeconds * growth, policy.maxDelaySeconds);
  const jitter = 1 - JITTER * hashFraction(`${run.runId}~${run.attempt}`);
  const retryAt = now + Math.round(delaySeconds * jitter * SECOND_MS);
  return retryAt > deadline ? undefined : retryAt;
}
