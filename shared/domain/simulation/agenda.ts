import type { RunFailure } from '../run/run-failure.ts';
import type { RunId } from '../run/run-id.ts';
import type { Outage, SimulatedChange } from './simulation.ts';

/** What is going to happen to the simulated job, apart from the dispatcher's passes. */
export type SimulatedEvent =
  /** An attempt's work ends; without a failure it has a result. */
  | {
      readonly type: 'attempt-end';
      readonly runId: RunId;
      readonly attempt: number;
      readonly failure: RunFailure | undefined;
    }
  | { readonly type: 'change'; readonly change: SimulatedChange }
  | { readonly type: 'message'; readonly runId: RunId; readonly attempt: number };

interface Entry {
  readonly at: number;
  readonly rank: number;
  readonly order: number;
  readonly event: SimulatedEvent;
}

/** At one instant ends come first, so that what they free can be used, and messages come after the dispatcher. */
const RANK = { 'attempt-end': 0, change: 1, message: 3 } as const;
const DISPATCH_RANK = 2;

/** The events to come, the earliest first (a binary heap); none of them happens during an outage. */
export class Agenda {
  readonly #heap: Entry[] = [];
  readonly #outages: readonly Outage[];
  #added = 0;

  constructor(outages: readonly Outage[]) {
    this.#outages = [...outages].sort((a, b) => a.from - b.from);
  }

  add(at: number, event: SimulatedEvent): void {
    this.#added += 1;
    this.#heap.push({ at: this.afterOutages(at), rank: RANK[event.type], order: this.#added, event });
    this.#rise(this.#heap.length - 1);
  }

  /** When the next event happens; infinite when there is none. */
  get nextAt(): number {
    return this.#heap[0]?.at ?? Infinity;
  }

  /** Whether the next event comes before a dispatcher's pass at an instant. */
  isBeforeDispatch(at: number): boolean {
    const [first] = this.#heap;
    return first !== undefined && (first.at < at || (first.at === at && first.rank < DISPATCH_RANK));
  }

  take(): SimulatedEvent | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink();
    }
    return first?.event;
  }

  /** The instant itself, or the end of the outage that it lies in. */
  afterOutages(at: number): number {
    let instant = at;
    // In order of their beginnings, so that an outage which begins during another one is seen after it.
    for (const { from, until } of this.#outages) {
      if (from > instant) break;
      if (instant < until) instant = until;
    }
    return instant;
  }

  #rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfBefore(index, parent)) return;
      index = parent;
    }
  }

  #sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const child = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(child, index)) return;
      index = child;
    }
  }

  #swapIfBefore(a: number, b: number): boolean {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined || !this.#isBefore(a, b)) return false;
    this.#heap[a] = second;
    this.#heap[b] = first;
    return true;
  }

  #isBefore(a: number, b: number): boolean {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return false;
    if (first.at !== second.at) return first.at < second.at;
    return first.rank === second.rank ? first.order < second.order : first.rank < second.rank;
  }
}
