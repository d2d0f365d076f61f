import { z } from 'zod';

import { messageOf } from '../../host-log.ts';
import type { ActivityResult, ActivityRunner, ActivityWork } from '../engine/activity-queue.ts';

/** The name under which the platform schedules a `callHttp`; no function can have it. */
export const HTTP_ACTIVITY = 'BuiltIn::HttpActivity';

/** That of .NET's HttpClient, which the platform sends these requests with. */
const TIMEOUT_MS = 100_000;

const requestSchema = z.looseObject({
  method: z.string(),
  uri: z.string(),
  content: z.string().nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
});

/** Sends the requests of `callHttp`; every other activity is left to the app's functions. */
export class HttpActivity implements ActivityRunner {
  readonly #others: ActivityRunner;

  constructor(others: ActivityRunner) {
    this.#others = others;
  }

  async run(work: ActivityWork): Promise<ActivityResult> {
    if (work.name !== HTTP_ACTIVITY) return this.#others.run(work);
    try {
      return { result: JSON.stringify(await send(work.input ?? '{}')) };
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : '';
      const text = `${messageOf(error)}${cause}`;
      const details = JSON.stringify({ ClassName: 'System.Net.Http.HttpRequestException', Message: text });
      return { failure: { reason: `HTTP request failed: ${text}`, details } };
    }
  }
}

/** Whatever the status, an answer is a result: the orchestrator looks at it. */
async function send(input: string) {
  const { method, uri, content, headers } = requestSchema.parse(JSON.parse(input));
  const response = await fetch(uri, {
    method,
    body: content ?? null,
    headers: headers ?? {},
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    content: await response.text(),
  };
}
