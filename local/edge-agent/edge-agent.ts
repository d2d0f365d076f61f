import { backoffMs, USUAL_BACKOFF, type Backoff } from './backoff.ts';
import { ControlPlaneFault, type ControlPlane } from './control-plane.ts';
import { EdgeBook, type EdgeMake } from './edge-book.ts';
import type { EdgeMemory } from './edge-memory.ts';

/** What an agent needs of the world. */
export interface AgentSurroundings {
  readonly controlPlane: ControlPlane;
  readonly memory: EdgeMemory;
  /** Names this process. */
  readonly instanceId: string;
  readonly now: () => number;
  /** Waits so many ms, or until the signal is aborted. */
  readonly pause: (ms: number, until: AbortSignal) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly log: (line: string) => void;
  readonly backoff?: Backoff;
  /** Between two reports at least, however much happens. */
  readonly soonestMs?: number;
}

/** How an agent came to its end. `superseded`: another process has its name. */
export type AgentEnd = 'left' | 'crashed' | 'superseded';

const USUAL_SOONEST_MS = 500;
const WATCH_SECONDS = 20;

/** A watch that ends sooner than this without news was not held: the next one waits so long. */
const LEAST_WATCH_MS = 1_000;

/**
 * A process that holds edges: it registers, reports, and has its edges do what the control plane desires. While that does not
 * answer, the edges go on as long as their lease lasts, and then they wait for it.
 */
export class EdgeAgent {
  readonly #edges: readonly EdgeMake[];
  readonly #world: AgentSurroundings;
  readonly #over = new AbortController();
  #end: AgentEnd | undefined;
  #rest = new AbortController();
  #book: EdgeBook;
  #savedText = '';
  #session = 0;
  #sequence = 0;
  #failures = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(edges: readonly EdgeMake[], world: AgentSurroundings) {
    this.#edges = edges;
    this.#world = world;
    this.#book = new EdgeBook(edges, new Map(), world.now());
  }

  /** How many edges have something to do, how many are out of service, and what all have spent in watt-seconds. */
  get summary(): ReturnType<EdgeBook['summary']> {
    return this.#book.summary();
  }

  /** Works until it is told to leave, crashes, or another process has its name. @throws what its memory throws. */
  async run(): Promise<AgentEnd> {
    const { memory, now } = this.#world;
    this.#book = new EdgeBook(this.#edges, await memory.load(), now());
    const watching = this.#watch();
    try {
      while (this.#end === undefined) {
        await this.#beat();
        await this.#restUntilNext();
      }
      if (this.#end === 'left') await this.#sayGoodbye();
      return this.#end;
    } finally {
      this.#over.abort();
      await watching;
    }
  }

  /** Gives back what is not done, says so and ends. */
  leave(): void {
    this.#finish('left');
  }

  /** Ends at once, with no word to anybody and nothing saved, as in a power cut. */
  crash(): void {
    this.#finish('crashed');
  }

  /** Has one edge fall silent, or be heard of again: it alone has lost its power, or its line. */
  silence(edge: string, isSilent: boolean): void {
    this.#book.silence(edge, isSilent, this.#world.now());
  }

  #finish(end: AgentEnd): void {
    this.#end ??= end;
    this.#over.abort();
    this.#rest.abort();
  }

  /** Registers or reports, once. */
  async #beat(): Promise<void> {
    const { now, random, log, backoff = USUAL_BACKOFF } = this.#world;
    this.#askedAt = now();
    try {
      const everySeconds = this.#session === 0 ? await this.#register() : await this.#report();
      if (this.#failures > 0) log('The control plane answers again.');
      this.#failures = 0;
      this.#nextAt = this.#askedAt + everySeconds * 1000;
    } catch (error) {
      if (!(error instanceof ControlPlaneFault)) throw error;
      this.#failures += 1;
      this.#takeFault(error);
      this.#nextAt =
        now() +
        backoffMs(backoff, { failures: this.#failures, random: random(), retryAfterMs: error.retryAfterMs });
    }
  }

  #takeFault({ reason, message }: ControlPlaneFault): void {
    if (reason === 'superseded') this.#finish('superseded');
    // The control plane has lost what it knew of the agent, or has never known it.
    if (reason === 'unknown-agent') this.#session = 0;
    // One that is away for long is not told of each time.
    if (Number.isInteger(Math.log2(this.#failures))) this.#world.log(message);
  }

  async #register(): Promise<number> {
    const { controlPlane, instanceId, now, log } = this.#world;
    const registered = await controlPlane.register({ instanceId, edges: this.#book.registration(now()) });
    if (this.#isGone()) return 0;
    this.#session = registered.session;
    this.#book.resume(registered, now());
    this.#book.extendLease(this.#askedAt, registered.leaseSeconds);
    log(`Registered: session ${registered.session}, ${this.#edges.length} edges.`);
    // What came of the time before is told at once.
    return 0;
  }

  async #report(): Promise<number> {
    const { controlPlane, now } = this.#world;
    this.#book.settle(this.#askedAt);
    const edges = this.#book.report(this.#askedAt);
    // First saved, then told: after a crash no edge has spent less than it has told.
    await this.#save();
    if (this.#isGone()) return 0;
    this.#sequence += 1;
    const said = { session: this.#session, sequence: this.#sequence, obeys: this.#book.generation, edges };
    const { desired, leaseSeconds, reportEverySeconds } = await controlPlane.report(said);
    if (this.#isGone()) return 0;
    this.#book.settle(now());
    this.#book.extendLease(this.#askedAt, leaseSeconds);
    if (desired !== undefined && this.#book.follow(desired, now())) return 0;
    return reportEverySeconds;
  }

  async #save(): Promise<void> {
    const text = JSON.stringify([...this.#book.states].map(([name, { chunks }]) => [name, chunks]));
    if (text === this.#savedText) return;
    await this.#world.memory.save(new Map(this.#book.states));
    this.#savedText = text;
  }

  /** Until the next report is due, or an edge is done with a chunk before, but never sooner than so many ms after the last. */
  async #restUntilNext(): Promise<void> {
    const { now, pause, soonestMs = USUAL_SOONEST_MS } = this.#world;
    for (;;) {
      const at = now();
      const doneAt = this.#failures === 0 ? this.#book.nextDoneAt(at) : undefined;
      const wanted = Math.min(this.#nextAt, doneAt ?? Number.POSITIVE_INFINITY);
      const left = Math.max(wanted, this.#askedAt + soonestMs) - at;
      if (left <= 0 || this.#isOver()) return;
      this.#rest = new AbortController();
      await pause(left, this.#rest.signal);
    }
  }

  /** Hears of other work as soon as there is some, and not with the next report. */
  async #watch(): Promise<void> {
    const { controlPlane, now, pause } = this.#world;
    const over = this.#over.signal;
    while (!this.#isOver()) {
      const since = now();
      if (this.#session > 0 && this.#failures === 0) {
        const query = { after: this.#book.generation, waitSeconds: WATCH_SECONDS };
        // What is wrong with the control plane is found out, and told, by the next report.
        const desired = await controlPlane.desired(query, over).catch(() => undefined);
        if (desired !== undefined && !this.#isOver() && this.#book.follow(desired, now())) {
          this.#nextAt = now();
          this.#rest.abort();
          continue;
        }
      }
      await pause(Math.max(0, since + LEAST_WATCH_MS - now()), over);
    }
  }

  async #sayGoodbye(): Promise<void> {
    const { now, log } = this.#world;
    if (this.#session === 0) return;
    this.#askedAt = now();
    this.#book.leave(this.#askedAt);
    try {
      await this.#report();
    } catch (error) {
      if (!(error instanceof ControlPlaneFault)) throw error;
      log(`It could not say that it leaves. ${error.message}`);
    }
  }

  #isOver(): boolean {
    return this.#end !== undefined;
  }

  /** Whatever comes now comes too late. */
  #isGone(): boolean {
    return this.#end === 'crashed' || this.#end === 'superseded';
  }
}
