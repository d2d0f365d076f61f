import type { NumberThread, NumberThreads } from '../../../shared/application/ports/number-threads.ts';
import { type NumberLayout, type NumberRoom, sizeOf } from '../../../shared/domain/dataset/number-room.ts';
import {
  NumericCells,
  NumericTally,
  type OpenTally,
} from '../../../shared/domain/stability/numeric-tally.ts';
import { RunningMoments } from '../../../shared/domain/stability/running-moments.ts';

/** A thread that counts on the spot, and forgets what a room held once it is taken. */
export class MemoryNumberThread implements NumberThread {
  isClosed = false;
  rowCount = 0;
  #columns: { readonly slot: number; readonly tally: NumericTally }[] = [];
  #room: NumberRoom | undefined;
  readonly #ready: () => Promise<void> | undefined;
  readonly #finish: () => Promise<void>;

  constructor({ ready, finish }: { ready?: () => Promise<void>; finish?: () => Promise<void> }) {
    this.#ready = ready ?? (() => undefined);
    this.#finish = finish ?? (() => Promise.resolve());
  }

  begin(...[columns, convention]: Parameters<NumberThread['begin']>): void {
    this.#columns = columns.map(({ slot, bins, moments }) => ({
      slot,
      tally: new NumericTally(new NumericCells(bins, convention), RunningMoments.resume(moments)),
    }));
  }

  room(layout: NumberLayout): NumberRoom {
    this.#room = { layout, values: new Float64Array(sizeOf(layout)) };
    return this.#room;
  }

  take(rowCount: number): void {
    const room = this.#room;
    if (room === undefined) throw new Error('No room was handed out.');
    for (const { slot, tally } of this.#columns) tally.addNumbers(room, slot, rowCount);
    room.values.fill(NaN);
    this.#room = undefined;
    this.rowCount += rowCount;
  }

  ready(): Promise<void> | undefined {
    return this.#ready();
  }

  async finish(): Promise<readonly OpenTally[]> {
    await this.#finish();
    return this.#columns.map(({ tally }) => tally.toOpen());
  }

  close(): void {
    this.isClosed = true;
  }
}

export class MemoryNumberThreads implements NumberThreads {
  readonly started: MemoryNumberThread[] = [];
  readonly #make: () => Promise<MemoryNumberThread | undefined>;

  constructor(make = () => Promise.resolve<MemoryNumberThread | undefined>(new MemoryNumberThread({}))) {
    this.#make = make;
  }

  async start(): Promise<NumberThread | undefined> {
    const thread = await this.#make();
    if (thread !== undefined) this.started.push(thread);
    return thread;
  }
}
