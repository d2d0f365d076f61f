import type { HttpResponseInit } from '@azure/functions';
import { problem } from './problem.ts';

/**
 * How long an operation may take to answer. The platform gives up after 230 s, and callers before that; a repeated
 * request under an idempotency key does the work itself after 120 s, so this has to be less.
 */
export const ANSWER_WITHIN_MS = 100_000;

/**
 * The answer, or 503 when there is none in time; the work goes on, and its answer is lost. An answer whose body is a stream
 * is there once it begins.
 */
export async function withinTime(
  answering: Promise<HttpResponseInit>,
  limitMs: number,
): Promise<HttpResponseInit> {
  const { promise: timedOut, resolve } = Promise.withResolvers<HttpResponseInit>();
  const timer = setTimeout(() => {
    resolve(tooLate(limitMs));
  }, limitMs);
  try {
    return await Promise.race([answering, timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(limitMs: number): HttpResponseInit {
  return problem({
    type: 'timed-out',
    status: 503,
    title: 'This took too long.',
    detail: `There was no answer within ${limitMs / 1000} s. What was asked for may still be done: look before you repeat it.`,
    retryAfterSeconds: 30,
  });
}
