import type { Run } from '../../../domain/run/run.ts';
import type { FailureReason } from '../../../domain/run/run-failure.ts';
import { attemptIdOf } from '../../../domain/run/run-id.ts';
import type { WebhookTask } from './webhook-task.ts';

/** The receiver has said what became of the call: the next attempt asks for something new. */
const ANSWERED: ReadonlySet<FailureReason> = new Set([
  'service-refused',
  'answer-not-expected',
  'work-failed',
  'work-cancelled',
  'work-lost',
]);

type KeyedRun = Pick<Run, 'runId' | 'attempt' | 'endedAttempts'>;

/**
 * What a receiver knows a repetition by; all tries of one attempt have the same. `until-answered`: an attempt after one
 * that may have been carried out without a word of it has that one's key too, so that a receiver that did its work
 * answers again in place of doing it twice; after an answer there is a new key, or the receiver would repeat it for ever.
 *
 * A callback is for one attempt: a receiver that drops a repetition would call back with the former's token. And work
 * that was called off is not gone on with. So each attempt has a key of its own there.
 */
export function idempotencyKeyOf(
  { idempotencyKey, completion, poll }: Pick<WebhookTask, 'idempotencyKey' | 'completion' | 'poll'>,
  { runId, attempt, endedAttempts }: KeyedRun,
): string | undefined {
  if (idempotencyKey === 'none') return undefined;
  const isOfAttempt = completion === 'callback' || (completion === 'poll' && poll.onCancel === 'delete');
  if (idempotencyKey === 'attempt' || isOfAttempt) return attemptIdOf(runId, attempt);
  const answered = endedAttempts.filter(({ failure }) => ANSWERED.has(failure.reason));
  return attemptIdOf(runId, Math.max(0, ...answered.map((ended) => ended.attempt)) + 1);
}
