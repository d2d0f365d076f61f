import { computed, signal } from '@angular/core';
import type { RetrySummaryView } from '../../../shared/contracts/http/runs.ts';
import { messageOf } from '../../api/problem.ts';
import {
  isWorthAnother,
  PAUSE_MS,
  waitMs,
  type BulkFailure,
  type BulkState,
} from '../../kit/bulk/bulk-state.ts';

/** Asks for one page of a retry of all runs that a filter names. */
export type RetryPage = (page: {
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly reason: string;
  readonly isDryRun: boolean;
}) => Promise<RetrySummaryView>;

const FOUND_AT_ONCE = 1000;
const RETRIED_AT_ONCE = 100;

const REASONS: Readonly<Record<RetrySummaryView['notRetried'][number]['reason'], string>> = {
  'not-retryable': 'It is not in a state to be retried any more.',
  'job-deleted': 'Its job was deleted.',
  'not-found': 'It is not there any more.',
};

/**
 * Retries all runs that a filter names: first counts them, then has the server retry them by the hundred. A repetition
 * after a break does no run twice, since what was retried is not in the filter's states any more.
 */
export class RetryMatching implements BulkState {
  readonly #page: RetryPage;
  readonly #wait: (ms: number) => Promise<void>;
  readonly #total = signal(0);
  readonly #doneCount = signal(0);
  readonly #failures = signal<readonly BulkFailure[]>([]);
  readonly #state = signal<'ready' | 'working' | 'stopping' | 'stopped' | 'ended'>('ready');
  readonly #isHeldUp = signal(false);

  readonly total = this.#total.asReadonly();
  readonly doneCount = this.#doneCount.asReadonly();
  readonly failures = this.#failures.asReadonly();
  readonly state = this.#state.asReadonly();
  readonly isHeldUp = this.#isHeldUp.asReadonly();
  readonly isOver = computed(() => this.#state() === 'stopped' || this.#state() === 'ended');

  constructor(page: RetryPage, wait: (ms: number) => Promise<void> = waitMs) {
    this.#page = page;
    this.#wait = wait;
  }

  /** How many there are, by dry runs. Throws what the call throws. */
  async find(): Promise<number> {
    let cursor: string | undefined;
    this.#total.set(0);
    do {
      const page = { limit: FOUND_AT_ONCE, cursor, reason: 'To count them.', isDryRun: true };
      const found = await this.#page(page);
      this.#total.update((total) => total + found.matched);
      cursor = found.nextCursor;
    } while (cursor !== undefined);
    return this.#total();
  }

  /** Ends when all have been asked for, after `stop`, or when a page fails, which is said as a failure. Never rejects. */
  async run(reason: string): Promise<void> {
    this.#state.set('working');
    let cursor: string | undefined;
    do {
      const done = await this.#once(cursor, reason);
      if (done === undefined) break;
      this.#took(done);
      cursor = done.nextCursor;
    } while (cursor !== undefined && this.#state() === 'working');
    const ended = this.#doneCount() + this.#failures().length;
    this.#state.set(ended < this.#total() ? 'stopped' : 'ended');
  }

  stop(): void {
    if (this.#state() === 'working') this.#state.set('stopping');
  }

  #took({ retried, notRetried }: RetrySummaryView): void {
    const failures = notRetried.map(({ runId, reason }) => ({ name: runId, message: REASONS[reason] }));
    this.#doneCount.update((count) => count + retried);
    this.#failures.update((former) => [...former, ...failures]);
    // Others may have failed since they were counted.
    const ended = this.#doneCount() + this.#failures().length;
    this.#total.update((total) => Math.max(total, ended));
  }

  async #once(cursor: string | undefined, reason: string): Promise<RetrySummaryView | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const done = await this.#page({ limit: RETRIED_AT_ONCE, cursor, reason, isDryRun: false });
        this.#isHeldUp.set(false);
        return done;
      } catch (error) {
        if (this.#state() !== 'working' || !isWorthAnother(error, attempt)) {
          const failure = { name: 'The others', message: messageOf(error) };
          this.#failures.update((failures) => [...failures, failure]);
          return undefined;
        }
        this.#isHeldUp.set(true);
        await this.#wait(PAUSE_MS);
      }
    }
  }
}
