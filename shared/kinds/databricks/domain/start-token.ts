import { attemptIdOf, type RunAttempt } from '../../../domain/run/run-id.ts';

/** What makes one start of a run different from every other. */
export interface StartOf extends RunAttempt {
  /** Which app it is: two that share a workspace may have jobs of the same name. */
  readonly origin: string;
  /**
   * When the attempt began, epoch ms: a job that was deleted and made anew has runs of the same names, and must not be given
   * the former ones, which a workspace keeps for 60 days.
   */
  readonly startedAt: number;
  /** Counts the starts of the attempt, from 1: one that was crowded out is followed by another. */
  readonly start: number;
}

/**
 * The idempotency token of a start: the same for each repetition of its request, so that these make one run. 64 characters
 * are allowed; these are some 40.
 */
export function startTokenOf(of: StartOf, fingerprint: (text: string) => string): string {
  const { origin, runId, attempt, startedAt, start } = of;
  const first = fingerprint(`${origin} ${runId}`);
  const second = fingerprint(`${startedAt} ${attemptIdOf(runId, attempt)}`);
  return `evenkeel-${first}-${second}-${start}`;
}
