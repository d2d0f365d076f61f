import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { ApiClient, ApiCall } from './api-client.ts';
import { ApiRefused, ServerUnreachable } from './api-refused.ts';
import { watchChanges } from '../../shared/contracts/http/operation-paths.ts';

/** How long to wait for a server that has gone away. */
const RETRY_MS = 2000;

/** Longer than the server leaves a stream without a heartbeat. */
const MAX_SILENCE_MS = 60_000;

export interface WatchedEvent {
  readonly type: string;
  readonly data: unknown;
}

interface WatchDependencies {
  readonly api: ApiClient;
  readonly pause: (ms: number) => Promise<void>;
  readonly note: (text: string) => void;
}

/**
 * The events of `GET /api/watch` as they come, without end: the server ends its answers from time to time, and the next
 * one goes on after the last event. Throws ApiRefused, and ServerUnreachable before the first answer.
 */
export async function* watchEvents(
  { api, pause, note }: WatchDependencies,
  query: NonNullable<ApiCall['query']>,
): AsyncGenerator<WatchedEvent> {
  let lastId: string | undefined;
  let hasAnswered = false;
  for (;;) {
    try {
      const headers = {
        accept: 'text/event-stream',
        ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
      };
      const silence = new Silence(MAX_SILENCE_MS);
      const response = await api.send(watchChanges, { query, headers }, silence.signal);
      if (!response.ok) throw new ApiRefused(response.status, await jsonOf(response));
      hasAnswered = true;
      for await (const event of eventsOf(response, silence)) {
        lastId = event.id ?? lastId;
        yield { type: event.event ?? 'message', data: parsed(event.data) };
      }
    } catch (error) {
      if (!hasAnswered || !isLostConnection(error)) throw error;
      note('The connection was lost; going on where it was.');
    }
    await pause(RETRY_MS);
  }
}

async function* eventsOf(response: Response, silence: Silence): AsyncGenerator<EventSourceMessage> {
  const events: EventSourceMessage[] = [];
  const parser = createParser({
    onEvent: (event) => {
      events.push(event);
    },
  });
  if (response.body === null) return;
  try {
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      silence.isBroken();
      parser.feed(text);
      yield* events.splice(0);
    }
  } finally {
    silence.end();
  }
}

/** Aborts when nothing has come for too long: a connection that is dead without saying so. */
class Silence {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(maxMs: number) {
    this.#timer = setTimeout(() => {
      this.#controller.abort(new ServerUnreachable('Nothing has come for a minute.'));
    }, maxMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  isBroken(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Also what `fetch` throws when an answer breaks off. */
function isLostConnection(error: unknown): boolean {
  return error instanceof ServerUnreachable || error instanceof TypeError;
}

async function jsonOf(response: Response): Promise<unknown> {
  return parsed(await response.text());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
