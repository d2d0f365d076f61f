import { Unavailable } from '../../../shared/domain/errors.ts';
import type { Random } from '../../simulation/random.ts';

/** What may go wrong at a call of a store, each with its probability. */
export interface Faults {
  readonly unavailable: number;
  readonly answerLost: number;
  readonly diedBefore: number;
  readonly diedAfter: number;
}

interface Parked {
  readonly pass: Pass;
  readonly goOn: () => void;
}

/** One pass of a timer in one process; one that has died never goes on. */
export interface Pass {
  readonly name: string;
  isDead: boolean;
}

/**
 * Lets passes go on in any order, one call of a store at a time, and lets calls fail. The same seed gives the
 * same order.
 */
export class SimulatedTurns {
  readonly #random: Random;
  readonly #parked: Parked[] = [];
  /** Absent: nothing fails and nobody waits. */
  faults: Faults | undefined;

  constructor(random: Random, faults: Faults) {
    this.#random = random;
    this.faults = faults;
  }

  /** Lets one of those that wait go on, up to its next call. */
  async step(): Promise<void> {
    const index = this.#random.below(Math.max(1, this.#parked.length));
    const [next] = this.#parked.splice(index, 1);
    next?.goOn();
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets all go on without faults until nobody waits. */
  async finish(): Promise<void> {
    this.faults = undefined;
    while (this.#parked.length > 0) await this.step();
  }

  /** The store as a pass sees it. */
  through<T extends object>(store: T, pass: Pass): T {
    return new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => this.#call(pass, () => Reflect.apply(member, target, given));
      },
    });
  }

  async #call(pass: Pass, carryOut: () => unknown): Promise<unknown> {
    await this.#turn(pass);
    const { faults } = this;
    if (faults === undefined) return carryOut();
    let drawn = this.#random.next();
    const isIt = (probability: number): boolean => {
      const was = drawn >= 0 && drawn < probability;
      drawn -= probability;
      return was;
    };
    if (isIt(faults.unavailable)) throw new Unavailable('The store did not answer.');
    if (isIt(faults.diedBefore)) return this.#die(pass);
    const answer = await carryOut();
    if (isIt(faults.answerLost)) throw new Unavailable('The answer was lost.');
    if (isIt(faults.diedAfter)) return this.#die(pass);
    await this.#turn(pass);
    return answer;
  }

  /** A dead pass stays where it is for good. */
  async #die(pass: Pass): Promise<never> {
    pass.isDead = true;
    return new Promise(() => undefined);
  }

  async #turn(pass: Pass): Promise<void> {
    if (pass.isDead) await this.#die(pass);
    if (this.faults === undefined) return;
    await new Promise<void>((goOn) => {
      this.#parked.push({ pass, goOn });
    });
    if (pass.isDead) await this.#die(pass);
  }
}
