import type { DestroyRef } from '@angular/core';
import { inject, Service, signal } from '@angular/core';
import { createParser } from 'eventsource-parser';
import type { WatchedJob, WatchedRun } from '../../shared/contracts/http/watch.ts';
import { watchChanges } from '../../shared/contracts/http/operation-paths.ts';
import { Session } from './session.ts';
import { Silence } from './silence.ts';

/** What the stream tells of: the job or the run as it is now. */
export type Change = WatchedJob | WatchedRun;

/** `live`: told as it happens. `polling`: asked for every few seconds, since the stream cannot be had. */
export type LiveState = 'connecting' | 'live' | 'polling';

export type Listener = (change: Change | 'anything') => void;

const FIRST_WAIT_MS = 1000;
const MAX_WAIT_MS = 30_000;
const POLL_MS = 10_000;

/** The server says something every 15 s at the least: after so much silence nobody is there any more. */
const MAX_SILENCE_MS = 40_000;

/**
 * Tells the page of jobs and runs as they change: one stream for the whole page, which goes on from the last event after
 * a break. While it cannot be had listeners are told every few seconds that anything may have changed, and once when the
 * page is seen again.
 */
@Service()
export class Live {
  readonly #session = inject(Session);
  readonly #state = signal<LiveState>('connecting');
  readonly #listeners = new Set<Listener>();
  #lastEventId: string | undefined;
  #hasMissed = false;
  #abort: AbortController | undefined;
  #isStarted = false;

  readonly state = this.#state.asReadonly();

  /** Starts to listen; called once, by the shell. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    document.addEventListener('visibilitychange', () => {
      this.#followVisibility();
    });
    void this.#keepWatching();
    setInterval(() => {
      if (this.#state() === 'polling') this.#tell('anything');
    }, POLL_MS);
  }

  /** Begins the stream anew, and has what is shown read anew: somebody has signed in again. */
  renew(): void {
    this.#abort?.abort();
    this.#tell('anything');
  }

  /** Calls the listener with each change until the component that asks is destroyed. */
  listen(listener: Listener, destroyRef: DestroyRef): void {
    this.#listeners.add(listener);
    destroyRef.onDestroy(() => {
      this.#listeners.delete(listener);
    });
  }

  #followVisibility(): void {
    if (document.hidden) return;
    // A browser may have slowed the page down meanwhile: what is shown is read anew.
    this.#tell('anything');
  }

  #tell(change: Change | 'anything'): void {
    for (const listener of this.#listeners) listener(change);
  }

  async #keepWatching(): Promise<never> {
    let waitMs = FIRST_WAIT_MS;
    for (;;) {
      const begunAt = performance.now();
      const hasEndedWell = await this.#watchOnce();
      if (hasEndedWell) {
        waitMs = FIRST_WAIT_MS;
        // What stands between may end every stream at once: it is not asked without a pause.
        await pause(Math.max(0, begunAt + FIRST_WAIT_MS - performance.now()));
      } else {
        this.#state.set('polling');
        this.#hasMissed = true;
        await pause(waitMs);
        waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
      }
    }
  }

  /** Whether the stream was had, and ended as streams do. */
  async #watchOnce(): Promise<boolean> {
    const abort = new AbortController();
    this.#abort = abort;
    const silence = new Silence(MAX_SILENCE_MS, () => {
      abort.abort();
    });
    try {
      const response = await fetch(`/api${watchChanges.path}`, {
        headers: await this.#headers(),
        signal: abort.signal,
      });
      // Its last event is not known to the store any more: whatever is shown is read anew.
      if (response.status === 410) this.#lastEventId = undefined;
      if (!response.ok || response.body === null) return false;
      this.#isLive();
      await this.#take(response.body, silence);
      return true;
    } catch {
      return false;
    } finally {
      silence.end();
    }
  }

  /** What could not be read while there was no stream is read anew: no event tells of that. */
  #isLive(): void {
    this.#state.set('live');
    if (this.#hasMissed) this.#tell('anything');
    this.#hasMissed = false;
  }

  async #take(body: ReadableStream<Uint8Array>, silence: Silence): Promise<void> {
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        if (id !== undefined) this.#lastEventId = id;
        if (event === 'job' || event === 'run') this.#tell(toChange(data));
      },
    });
    const decoder = new TextDecoder();
    for await (const bytes of body) {
      silence.broken();
      parser.feed(decoder.decode(bytes, { stream: true }));
    }
  }

  async #headers(): Promise<Record<string, string>> {
    const token = await this.#session.token();
    return {
      accept: 'text/event-stream',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(this.#lastEventId === undefined ? {} : { 'last-event-id': this.#lastEventId }),
    };
  }
}

/** Of a change that cannot be read it is told that there was one. */
function toChange(data: string): Change | 'anything' {
  const value: unknown = JSON.parse(data);
  return isChange(value) ? value : 'anything';
}

function isChange(value: unknown): value is Change {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    (value.type === 'job' || value.type === 'run')
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
