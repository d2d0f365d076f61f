import { Unavailable } from '../../shared/domain/errors.ts';
import type { Random } from './random.ts';

/*
 * A process of the app. Each call of a port has two halting places, before it takes effect and after; the
 * simulation decides which halted call goes on next. A crash forgets every call that is halted: what it had
 * done stays done, what it had not is never done, and nobody hears of either.
 */

/** How well the world around the processes does. */
export interface Conditions {
  /** True time, epoch ms. */
  readonly now: () => number;
  /** Lets a call take its time. */
  readonly tick: () => void;
  readonly random: Random;
  /** The share of halting places at which a call does halt; where it does not, nothing comes in between. */
  readonly haltChance: number;
  /** The share of calls that hang for a while at a halting place. */
  readonly hangChance: () => number;
  /** The share of those that hang because the whole process stands still, for longer than a lease at times. */
  readonly standstillShare: number;
  /** The share of calls that fail, before or after they have taken effect. */
  readonly faultChance: () => number;
}

interface Waiting {
  readonly goOn: () => void;
  /** True time, epoch ms. */
  readonly until: number;
}

const LONGEST_HANG_MS = 100_000;
const LONGEST_STANDSTILL_MS = 200_000;

export class SimHost {
  readonly name: string;
  /** How far this process's clock is ahead of the true time, ms. */
  readonly skewMs: number;
  /** While true time is before this, nothing of this process goes on: stopped, not dead. */
  stoppedUntil = 0;
  readonly #conditions: Conditions;
  #isAlive = true;
  #halted: (() => void)[] = [];
  #waiting: Waiting[] = [];

  constructor(name: string, skewMs: number, conditions: Conditions) {
    this.name = name;
    this.skewMs = skewMs;
    this.#conditions = conditions;
  }

  /** How many halted calls can go on now. */
  get haltedCalls(): number {
    const now = this.#conditions.now();
    if (this.stoppedUntil > now) return 0;
    if (this.#waiting.some(({ until }) => until <= now)) this.#wake(now);
    return this.#halted.length;
  }

  /** The instant at which something goes on by itself, epoch ms; infinite when nothing does. */
  nextAt(): number {
    const next = this.#halted.length > 0 ? 0 : Math.min(...this.#waiting.map(({ until }) => until));
    return next === Infinity ? next : Math.max(next, this.stoppedUntil);
  }

  crash(): void {
    this.#isAlive = false;
    this.#halted = [];
    this.#waiting = [];
  }

  /** Lets the halted call at `index` go on to its next halting place. */
  resume(index: number): void {
    const [goOn] = this.#halted.splice(index, 1);
    goOn?.();
  }

  /** Makes a call of a port, with a halting place on either side. `hazard`: how much likelier than others it hangs. */
  async call<T>(work: () => Promise<T>, hazard = 1): Promise<T> {
    const { random, faultChance, tick } = this.#conditions;
    tick();
    await this.#halt(hazard);
    if (random.chance(faultChance())) throw new Unavailable('The call did not arrive.');
    const result = await work();
    if (random.chance(faultChance())) throw new Unavailable('The answer did not arrive.');
    await this.#halt(hazard);
    return result;
  }

  /** Resolves when so much time has passed, or earlier when the signal is aborted. */
  async pause(ms: number, until?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const waiting = { goOn: resolve, until: this.#conditions.now() + ms };
      until?.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        resolve();
      });
      if (this.#isAlive) this.#waiting.push(waiting);
    });
  }

  async #halt(hazard: number): Promise<void> {
    const { random, haltChance, hangChance } = this.#conditions;
    const hasStopped = this.#isAlive && random.chance(hangChance() * hazard) && (await this.#hang());
    if (this.#isAlive && !hasStopped && !random.chance(haltChance)) return;
    await new Promise<void>((goOn) => {
      if (this.#isAlive) this.#halted.push(goOn);
    });
  }

  /** Whether the whole process stands still now: then the call halts in any case. */
  async #hang(): Promise<boolean> {
    const { random, now, standstillShare } = this.#conditions;
    if (standstillShare > 0 && random.chance(standstillShare)) {
      this.stoppedUntil = now() + random.below(LONGEST_STANDSTILL_MS);
      return true;
    }
    await this.pause(random.below(LONGEST_HANG_MS));
    return false;
  }

  #wake(now: number): void {
    for (const { goOn, until } of this.#waiting) if (until <= now) this.#halted.push(goOn);
    this.#waiting = this.#waiting.filter(({ until }) => until > now);
  }
}
