import type { HostClock } from './clock.ts';

interface Alarm {
  readonly at: number;
  readonly callback: () => void;
}

/** A host's time for tests: it stands still until it is moved, and hours of timers pass in milliseconds. */
export class VirtualClock implements HostClock {
  #now: number;
  readonly #alarms = new Set<Alarm>();

  /** @param startsAt epoch milliseconds, or an instant in ISO 8601. @throws RangeError when it is no instant. */
  constructor(startsAt: number | string) {
    this.#now = typeof startsAt === 'number' ? startsAt : Date.parse(startsAt);
    if (!Number.isFinite(this.#now)) throw new RangeError(`"${startsAt}" is not an instant`);
  }

  now(): number {
    return this.#now;
  }

  /** How many callbacks wait for their time. */
  get waiting(): number {
    return this.#alarms.size;
  }

  schedule(at: number, callback: () => void): () => void {
    const alarm = { at, callback };
    this.#alarms.add(alarm);
    return () => {
      this.#alarms.delete(alarm);
    };
  }

  /** Moves on by `ms`, calling back at each instant on the way, without waiting for what the callbacks begin. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) this.#ring(next);
    this.#now = end;
  }

  /**
   * Moves on by `ms`. Before the first instant, and after each one at which something was called back, waits until the
   * host has done what there was to do then: what an orchestration asks for next is reckoned from the right time.
   *
   * @param whenIdle resolves when nothing can happen without time passing (`FunctionsHost.whenIdle`).
   */
  async run(ms: number, whenIdle: () => Promise<void>): Promise<void> {
    const end = this.#now + ms;
    await whenIdle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const { at } = next;
      for (let due = this.#next(at); due !== undefined; due = this.#next(at)) this.#ring(due);
      await whenIdle();
    }
    this.#now = end;
  }

  #next(end: number): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (alarm.at <= end && (first === undefined || alarm.at < first.at)) first = alarm;
    }
    return first;
  }

  #ring(alarm: Alarm): void {
    this.#alarms.delete(alarm);
    this.#now = Math.max(this.#now, alarm.at);
    alarm.callback();
  }
}
