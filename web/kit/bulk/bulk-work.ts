import { computed, signal } from '@angular/core';
import { messageOf } from '../../api/problem.ts';
import { isWorthAnother, PAUSE_MS, waitMs, type BulkFailure, type BulkState } from './bulk-state.ts';

export interface BulkOptions<Item> {
  /** Does it for one. The key is the same at every try, so that what was done without an answer is not done twice. */
  readonly work: (item: Item, key: string) => Promise<unknown>;
  readonly nameOf: (item: Item) => string;
  readonly atOnce?: number;
  /** Waits for so many ms; other than by the clock in tests. */
  readonly wait?: (ms: number) => Promise<void>;
  readonly newKey?: (item: Item) => string;
}

const AT_ONCE = 6;

/**
 * Does the same for many, several at once, and tells how far it is. One that fails stops no other. Stopping lets those
 * under way end.
 */
export class BulkWork<Item> implements BulkState {
  readonly items: readonly Item[];
  readonly #options: Required<BulkOptions<Item>>;
  readonly #done = signal<readonly Item[]>([]);
  readonly #failed = signal<readonly (BulkFailure & { readonly item: Item })[]>([]);
  readonly #state = signal<'ready' | 'working' | 'stopping' | 'stopped' | 'ended'>('ready');
  readonly #isHeldUp = signal(false);
  #next = 0;

  readonly done = this.#done.asReadonly();
  readonly failures = this.#failed.asReadonly();
  readonly state = this.#state.asReadonly();
  readonly isHeldUp = this.#isHeldUp.asReadonly();
  readonly total = computed(() => this.items.length);
  readonly doneCount = computed(() => this.#done().length);
  readonly isOver = computed(() => this.#state() === 'stopped' || this.#state() === 'ended');

  constructor(items: readonly Item[], options: BulkOptions<Item>) {
    this.items = items;
    this.#options = { atOnce: AT_ONCE, wait: waitMs, newKey: () => crypto.randomUUID(), ...options };
  }

  /** Ends when all are done or have failed, or those under way after `stop`. Never rejects. */
  async run(): Promise<void> {
    this.#state.set('working');
    await Promise.all(Array.from({ length: this.#options.atOnce }, () => this.#takeTurns()));
    const ended = this.#done().length + this.#failed().length;
    this.#state.set(ended < this.items.length ? 'stopped' : 'ended');
  }

  stop(): void {
    if (this.#state() === 'working') this.#state.set('stopping');
  }

  async #takeTurns(): Promise<void> {
    while (this.#state() === 'working') {
      const item = this.items[this.#next];
      if (item === undefined) return;
      this.#next += 1;
      await this.#do(item);
    }
  }

  async #do(item: Item): Promise<void> {
    const { work, wait, newKey, nameOf } = this.#options;
    const key = newKey(item);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await work(item, key);
        this.#done.update((done) => [...done, item]);
        this.#isHeldUp.set(false);
        return;
      } catch (error) {
        if (this.#state() !== 'working' || !isWorthAnother(error, attempt)) {
          const failure = { item, name: nameOf(item), message: messageOf(error) };
          this.#failed.update((failures) => [...failures, failure]);
          return;
        }
        this.#isHeldUp.set(true);
        await wait(PAUSE_MS);
      }
    }
  }
}
