import { Unavailable } from '../domain/errors.ts';
import type { JobId } from '../domain/job/job-id.ts';
import { ChangeHead, type Found } from './change-head.ts';
import type { Change, ChangeFeed, ChangesRead, WatchedChange } from './ports/change-feed.ts';
import type { Clock, Log, Pause } from './ports/environment.ts';

/** Which changes are told of; what is left out does not narrow them. */
export interface ChangeFilter {
  readonly kinds?: readonly WatchedChange['kind'][];
  readonly valueStream?: string;
  /** Those that the watcher may see. */
  readonly valueStreams?: readonly string[];
  readonly jobId?: JobId;
}

export interface WatchRequest {
  /** The position of the last event that was received; absent: from now on. */
  readonly since?: string;
  readonly filter: ChangeFilter;
}

/** What a watcher gets. Read on after `position`, and nothing from here on is missed. */
export type WatchEvent =
  | { readonly type: 'begin'; readonly position: string }
  | {
      readonly type: 'changes';
      /** In the order of the writes of each job. */
      readonly changes: readonly WatchedChange[];
      /** Where they began: until all of them have arrived, it is here that is read on. */
      readonly after: string;
      readonly position: string;
    }
  /** Nothing has happened for a while. */
  | { readonly type: 'idle'; readonly position: string };

export type WatchOutcome =
  | { readonly outcome: 'watching'; readonly events: AsyncGenerator<WatchEvent, void> }
  /** What has changed since cannot be told any more: everything has to be listed anew. */
  | { readonly outcome: 'unknown-position' };

export interface WatchBounds {
  /** A watch ends by itself after this long: connections that live for ever are cut by whatever stands between. */
  readonly lifeMs: number;
  readonly heartbeatMs: number;
  /** How long a change may go unseen. Each instance that is watched reads the feed that often. */
  readonly pollMs: number;
  /** At once, of one instance. */
  readonly maxWatchers: number;
}

/** The platform cuts answers off after 230 s. */
const WATCH_BOUNDS: WatchBounds = {
  lifeMs: 200_000,
  heartbeatMs: 15_000,
  pollMs: 1_000,
  maxWatchers: 100,
};

interface Deps {
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly pause: Pause;
  readonly log: Log;
  readonly bounds?: Partial<WatchBounds>;
}

/** An event before it is narrowed to what is watched. */
type Told =
  | Extract<WatchEvent, { readonly type: 'idle' }>
  | {
      readonly type: 'changes';
      readonly changes: readonly Change[];
      readonly after: string;
      readonly position: string;
    };

interface Watcher {
  readonly since: number;
  readonly ended: AbortController;
}

/** A watcher whose caller may have gone away unnoticed makes room for a new one after so long. */
const LEAST_LIFE_MS = 30_000;

const RETRY_AFTER_MS = 5_000;

interface Span {
  readonly until: AbortSignal;
  /** Epoch ms. */
  readonly endsAt: number;
}

/** Tells of changes as they are written: at least once, each job's in order, whatever connection they go over. */
export class ChangeWatch {
  readonly #deps: Deps;
  readonly #bounds: WatchBounds;
  readonly #head: ChangeHead;
  readonly #watchers = new Set<Watcher>();

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#bounds = { ...WATCH_BOUNDS, ...deps.bounds };
    this.#head = new ChangeHead({ ...deps, pollMs: this.#bounds.pollMs });
  }

  /** Begins to watch; `until` ends it. Throws InvalidInput for a position that is none, Unavailable when too many watch. */
  async watch(request: WatchRequest, until: AbortSignal): Promise<WatchOutcome> {
    makeRoom(this.#watchers, this.#deps.clock.now(), this.#bounds.maxWatchers);
    const { feed } = this.#deps;
    // Asked before anything is told: only now can it be said that the position is unknown.
    const since = request.since ?? (await feed.now());
    const first = request.since === undefined ? { outcome: 'nothing' as const } : await feed.read(since);
    if (first.outcome === 'unknown-position') return first;
    return { outcome: 'watching', events: this.#follow({ ...request, since }, first, until) };
  }

  /** Ends all watching. */
  stop(): void {
    for (const { ended } of this.#watchers) ended.abort();
  }

  async *#follow(
    { since, filter }: Required<WatchRequest>,
    first: ChangesRead,
    until: AbortSignal,
  ): AsyncGenerator<WatchEvent, void> {
    const watcher = { since: this.#deps.clock.now(), ended: new AbortController() };
    const span = {
      until: AbortSignal.any([until, watcher.ended.signal]),
      endsAt: watcher.since + this.#bounds.lifeMs,
    };
    this.#watchers.add(watcher);
    this.#head.join();
    try {
      yield { type: 'begin', position: since };
      for await (const event of this.#tell(since, first, span)) {
        yield event.type === 'changes'
          ? { ...event, changes: event.changes.filter((change) => isWanted(change, filter)) }
          : event;
      }
    } finally {
      this.#head.leave();
      this.#watchers.delete(watcher);
    }
  }

  async *#tell(since: string, first: ChangesRead, { until, endsAt }: Span): AsyncGenerator<Told, void> {
    const { clock } = this.#deps;
    let position = since;
    let found = first.outcome === 'read' ? first : undefined;
    while (!until.aborted && clock.now() < endsAt) {
      const waitMs = Math.min(endsAt - clock.now(), this.#bounds.heartbeatMs);
      const next = found ?? (await this.#nextWithin(waitMs, position, until));
      found = undefined;
      if (next?.outcome === 'unknown-position') return;
      if (next === undefined) yield { type: 'idle', position };
      else {
        yield { type: 'changes', changes: next.changes, after: position, position: next.position };
        position = next.position;
      }
    }
  }

  /** What comes next, or undefined after so long. */
  async #nextWithin(ms: number, position: string, until: AbortSignal): Promise<Found | undefined> {
    const over = new AbortController();
    const either = AbortSignal.any([until, over.signal]);
    const timer = this.#deps.pause(ms, either).then(() => {
      over.abort();
    });
    try {
      return await this.#head.next(position, either);
    } finally {
      over.abort();
      await timer;
    }
  }
}

/** Ends the one that has been watching for longest: its caller reads on where it was. Throws Unavailable. */
function makeRoom(watchers: ReadonlySet<Watcher>, now: number, maxWatchers: number): void {
  const watching = [...watchers].filter(({ ended }) => !ended.signal.aborted);
  const [oldest] = watching;
  if (oldest === undefined || watching.length < maxWatchers) return;
  if (now - oldest.since < LEAST_LIFE_MS) {
    throw new Unavailable(`There are ${maxWatchers} watchers, as many as there may be.`, RETRY_AFTER_MS);
  }
  oldest.ended.abort();
}

function isWanted(
  change: Change,
  { kinds, valueStream, valueStreams, jobId }: ChangeFilter,
): change is WatchedChange {
  if (change.kind === 'skipped-slots') return false;
  const of = change.kind === 'job' ? change.job : change.run;
  return (
    (kinds === undefined || kinds.includes(change.kind)) &&
    (valueStream === undefined || of.valueStream === valueStream) &&
    (valueStreams === undefined || valueStreams.includes(of.valueStream)) &&
    (jobId === undefined || of.jobId === jobId)
  );
}
