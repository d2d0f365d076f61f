import type { NumberThread } from '../../application/ports/number-threads.ts';
import type { NumberLayout, NumberRoom } from '../../domain/dataset/number-room.ts';
import type { BinConvention } from '../../domain/stability/convention.ts';
import type { LentColumn } from '../../domain/stability/number-sink.ts';
import type { OpenTally } from '../../domain/stability/numeric-tally.ts';
import type { CountingWorker, WorkerUser } from './counting-worker.ts';
import { SharedRooms } from './shared-rooms.ts';
import type { FilledRoom, ThreadAnswer } from './thread-messages.ts';

/** To wake a thread costs as much as to count a thousand numbers. */
const MESSAGE_BYTES = 512 * 1024;
/** What may wait to be counted: above it the reader waits, until half of it is left. */
const MAX_BYTES_AWAY = 8 * 2 ** 20;

/** A worker's work on one sample. */
export class WorkerNumberThread implements NumberThread, WorkerUser {
  readonly #worker: CountingWorker;
  readonly #signal: AbortSignal;
  readonly #onClose: (isIdle: boolean) => void;
  readonly #rooms = new SharedRooms();
  readonly #finished = Promise.withResolvers<readonly OpenTally[]>();
  #open = -1;
  #filled: FilledRoom[] = [];
  #filledBytes = 0;
  #bytesAway = 0;
  #waiting: PromiseWithResolvers<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** Whether the worker has nothing to do that is known here. */
  #isIdle = true;
  #isClosed = false;

  constructor(worker: CountingWorker, signal: AbortSignal, onClose: (isIdle: boolean) => void) {
    this.#worker = worker;
    this.#signal = signal;
    this.#onClose = onClose;
    // Who finishes hears of it; who never does must not end the process by it.
    this.#finished.promise.catch(() => undefined);
    worker.use(this);
    signal.addEventListener('abort', this.#abort);
    if (signal.aborted) this.#abort();
  }

  begin(columns: readonly LentColumn[], { closed }: Pick<BinConvention, 'closed'>): void {
    this.#assertGoing();
    this.#isIdle = false;
    this.#worker.tell({ kind: 'begin', columns, convention: { closed } });
  }

  room(layout: NumberLayout): NumberRoom {
    this.#assertGoing();
    this.#open = this.#rooms.take(layout) ?? this.#addRoom(layout);
    return this.#rooms.at(this.#open);
  }

  take(rowCount: number): void {
    this.#assertGoing();
    this.#filled.push({ room: this.#open, rowCount });
    this.#filledBytes += this.#rooms.at(this.#open).values.byteLength;
    if (this.#filledBytes >= MESSAGE_BYTES) this.#send();
  }

  ready(): Promise<void> | undefined {
    if (this.#failure === undefined && this.#bytesAway < MAX_BYTES_AWAY) return undefined;
    this.#waiting ??= Promise.withResolvers();
    if (this.#failure !== undefined) this.#waiting.reject(this.#failure.error);
    return this.#waiting.promise;
  }

  async finish(): Promise<readonly OpenTally[]> {
    this.#assertGoing();
    this.#send();
    this.#worker.tell({ kind: 'finish' });
    return this.#finished.promise;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#signal.removeEventListener('abort', this.#abort);
    this.#onClose(this.#isIdle);
  }

  answered(answer: ThreadAnswer): void {
    if (answer.kind === 'counted') {
      for (const room of answer.rooms) this.#bytesAway -= this.#rooms.giveBack(room).values.byteLength;
      if (this.#bytesAway > MAX_BYTES_AWAY / 2) return;
      this.#waiting?.resolve();
      this.#waiting = undefined;
    } else if (answer.kind === 'finished') {
      this.#isIdle = true;
      this.#finished.resolve(answer.tallies);
    }
  }

  lost(error: unknown): void {
    this.#failure ??= { error };
    this.#waiting?.reject(error);
    this.#finished.reject(error);
  }

  readonly #abort = (): void => {
    this.lost(this.#signal.reason);
  };

  #assertGoing(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #addRoom(layout: NumberLayout): number {
    const { room, memory } = this.#rooms.add(layout);
    this.#worker.tell({ kind: 'room', layout, memory });
    return room;
  }

  #send(): void {
    if (this.#filled.length === 0) return;
    this.#worker.tell({ kind: 'count', filled: this.#filled });
    this.#bytesAway += this.#filledBytes;
    this.#filled = [];
    this.#filledBytes = 0;
  }
}
