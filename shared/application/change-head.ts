import { Unavailable } from '../domain/errors.ts';
import type { ChangeFeed, ChangesRead } from './ports/change-feed.ts';
import type { Log, Pause } from './ports/environment.ts';

export interface ChangeHeadDeps {
  readonly feed: ChangeFeed;
  readonly pause: Pause;
  readonly log: Log;
  /** How long after a read that brought nothing the feed is read again. */
  readonly pollMs: number;
}

/** A page of the feed, or that the position is none of it. */
export type Found = Exclude<ChangesRead, { readonly outcome: 'nothing' }>;

interface KeptPage {
  readonly after: string;
  readonly page: Extract<ChangesRead, { readonly outcome: 'read' }>;
}

/** Readers as many pages behind find theirs here; who is further behind reads the feed for themselves. */
const MAX_KEPT_PAGES = 32;

/**
 * The end of the feed, read once for all who follow it. While there are readers it looks for changes every so often; a
 * reader who is behind reads on by itself until it has caught up.
 */
export class ChangeHead {
  readonly #deps: ChangeHeadDeps;
  readonly #pages: KeptPage[] = [];
  readonly #waiting = new Set<() => void>();
  #readers = 0;
  #polling = new AbortController();
  /** All up to here has been read and is kept, or was seen by everybody who waits; undefined while nobody has got here. */
  #position: string | undefined;

  constructor(deps: ChangeHeadDeps) {
    this.#deps = deps;
  }

  /** Begins to follow; whoever does has to `leave` in the end. */
  join(): void {
    this.#readers += 1;
    if (this.#readers > 1) return;
    this.#polling = new AbortController();
    void this.#poll(this.#polling.signal);
  }

  leave(): void {
    this.#readers -= 1;
    if (this.#readers > 0) return;
    this.#polling.abort();
    this.#position = undefined;
    this.#pages.length = 0;
  }

  /** What comes after a position, as soon as there is something; undefined when the signal is aborted before. */
  async next(after: string, until: AbortSignal): Promise<Found | undefined> {
    let position = after;
    while (!until.aborted) {
      const kept = this.#pages.find((page) => page.after === position);
      if (kept !== undefined) return kept.page;
      if (position === this.#position) await this.#moved(until);
      else {
        const seen = this.#position;
        const read = await this.#read(position, until);
        if (isOver(until)) return undefined;
        if (read?.outcome === 'nothing') position = this.#catchUp(position, seen);
        else if (read !== undefined) return read;
      }
    }
    return undefined;
  }

  /**
   * Where a reader goes on who has read all there was. What the head had read before that read began is among what the
   * reader has seen, so that it goes on with the head; without one, its own place becomes the head's.
   */
  #catchUp(position: string, seen: string | undefined): string {
    if (seen !== undefined) return seen;
    this.#position ??= position;
    return position;
  }

  async #poll(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      await this.#deps.pause(this.#deps.pollMs, until);
      try {
        await this.#advance(until);
      } catch (error) {
        // Those who follow are not the ones to mend it; they end by themselves in a while.
        this.#deps.log.error('The changes cannot be read.', error);
      }
    }
  }

  async #advance(until: AbortSignal): Promise<void> {
    for (let position = this.#position; position !== undefined && !until.aborted;) {
      const read = await this.#read(position, until);
      if (read?.outcome !== 'read' || isOver(until)) return;
      this.#keep({ after: position, page: read });
      position = read.position;
    }
  }

  #keep(kept: KeptPage): void {
    this.#pages.push(kept);
    if (this.#pages.length > MAX_KEPT_PAGES) this.#pages.shift();
    this.#position = kept.page.position;
    for (const wake of this.#waiting) wake();
  }

  /** Undefined when the feed does not answer: then it is read again after a while, for as long as somebody follows. */
  async #read(after: string, until: AbortSignal): Promise<ChangesRead | undefined> {
    try {
      return await this.#deps.feed.read(after);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.#deps.log.error('The changes could not be read.', error);
      await this.#deps.pause(this.#deps.pollMs, until);
      return undefined;
    }
  }

  async #moved(until: AbortSignal): Promise<void> {
    const woken = Promise.withResolvers<undefined>();
    const wake = (): void => {
      woken.resolve(undefined);
    };
    this.#waiting.add(wake);
    until.addEventListener('abort', wake, { once: true });
    await woken.promise;
    this.#waiting.delete(wake);
    until.removeEventListener('abort', wake);
  }
}

/** Asked again after each wait, in which it may have come true. */
function isOver(until: AbortSignal): boolean {
  return until.aborted;
}
