import { z } from 'zod';

import type { TaskAnswer, Work } from './instance.ts';

/** What the platform waits between two requests when the answer does not say (`defaultAsyncRequestSleepTime`). */
export const DEFAULT_POLL_DELAY_MS = 30_000;

const responseSchema = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.string()) });
const requestSchema = z.looseObject({
  uri: z.string(),
  headers: z.record(z.string(), z.string()).nullish(),
});

export interface Poll {
  readonly delayMs: number;
  /** The next request, in place of the one that was answered. */
  readonly work: Work;
}

/**
 * The asynchronous HTTP pattern: an answer 202 with a `Location` says to ask there after `Retry-After` seconds. The next
 * request is a GET with the same headers, except the key of the function that was called first.
 *
 * @returns undefined when the answer is the last.
 */
export function nextPoll(work: Work, answer: TaskAnswer): Poll | undefined {
  if (work.kind !== 'activity' || work.isPolled !== true || answer.type !== 'task-completed')
    return undefined;
  const response = responseSchema.safeParse(JSON.parse(answer.result)).data;
  if (response?.statusCode !== 202) return undefined;
  const location = headerOf(response.headers, 'location') ?? '';
  return location === '' ? undefined : toPoll(work, response.headers, location);
}

function toPoll(
  work: Extract<Work, { kind: 'activity' }>,
  answered: Readonly<Record<string, string>>,
  location: string,
): Poll {
  const request = requestSchema.parse(JSON.parse(work.input ?? '{}'));
  const headers = Object.entries(request.headers ?? {}).filter(
    ([name]) => name.toLowerCase() !== 'x-functions-key',
  );
  const next = { method: 'GET', uri: resolve(location, request.uri), headers: Object.fromEntries(headers) };
  return {
    delayMs: readDelay(headerOf(answered, 'retry-after')),
    work: { ...work, input: JSON.stringify(next) },
  };
}

function headerOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** An address that cannot be read is kept: asking there fails, and says so. */
function resolve(location: string, base: string): string {
  return URL.canParse(location, base) ? new URL(location, base).href : location;
}

function readDelay(retryAfter: string | undefined): number {
  const seconds = retryAfter === undefined || retryAfter === '' ? NaN : Number(retryAfter);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : DEFAULT_POLL_DELAY_MS;
}
