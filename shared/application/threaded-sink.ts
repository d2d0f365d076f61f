import type { NumberColumn } from '../domain/dataset/csv-reader.ts';
import type { NumberLayout, NumberRoom } from '../domain/dataset/number-room.ts';
import type { CsvRowBatch } from '../domain/dataset/row-batch.ts';
import type { DecodedBatch, SampleSink } from '../domain/dataset/sample-sink.ts';
import type { BinConvention } from '../domain/stability/convention.ts';
import type { SampleCounter } from '../domain/stability/sample-counter.ts';
import type { NumberThread, NumberThreads } from './ports/number-threads.ts';

interface Threading {
  readonly convention: BinConvention;
  readonly threads: NumberThreads;
  readonly minNumbers: number;
  /** Whether the sample is sure to have so many: a thread is asked for at once. */
  readonly isLarge: boolean;
  readonly signal: AbortSignal;
}

/**
 * Passes a sample to its counter, and lends the counter's numbers to a thread once there have been many. Until the
 * thread is up, the counter goes on alone.
 */
export class ThreadedSink implements SampleSink {
  readonly #counter: SampleCounter;
  readonly #threading: Threading;
  #rowCount = 0;
  #isAsked = false;
  #isClosed = false;
  #offered: NumberThread | undefined;
  #thread: NumberThread | undefined;

  constructor(counter: SampleCounter, threading: Threading) {
    this.#counter = counter;
    this.#threading = threading;
  }

  header(names: readonly string[]): readonly (number | NumberColumn)[] {
    const wanted = this.#counter.header(names);
    if (this.#threading.isLarge && this.#counter.lendableColumns > 0) this.#ask();
    return wanted;
  }

  rows(batch: CsvRowBatch): void {
    this.#rowCount += batch.rowCount;
    this.#counter.rows(batch);
  }

  /** These are not lent: whatever decodes them takes the other processors already. */
  decodedRows(batch: DecodedBatch): void {
    this.#counter.decodedRows(batch);
  }

  numberRoom(layout: NumberLayout): NumberRoom | undefined {
    return this.#counter.numberRoom?.(layout);
  }

  ready(): Promise<void> | undefined {
    if (this.#thread !== undefined) return this.#thread.ready();
    if (this.#offered !== undefined) this.#lend(this.#offered);
    else if (!this.#isAsked && this.#isWorthThread()) this.#ask();
    return undefined;
  }

  /** Takes back what was lent. Throws Unavailable when the thread was lost, the signal's reason when it is aborted. */
  async finish(): Promise<void> {
    if (this.#thread !== undefined) this.#counter.takeBack(await this.#thread.finish());
  }

  close(): void {
    this.#isClosed = true;
    this.#offered?.close();
  }

  #isWorthThread(): boolean {
    return this.#rowCount * this.#counter.lendableColumns >= this.#threading.minNumbers;
  }

  #ask(): void {
    const { threads, signal } = this.#threading;
    this.#isAsked = true;
    void threads.start(signal).then((thread) => {
      this.#offered = thread;
      if (this.#isClosed) thread?.close();
    });
  }

  #lend(thread: NumberThread): void {
    this.#thread = thread;
    thread.begin(this.#counter.lend(thread), this.#threading.convention);
  }
}
