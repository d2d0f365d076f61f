import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WorkerNumberThreads } from '../../../shared/adapters/threads/worker-number-threads.ts';
import { countSample } from '../../../shared/application/count-sample.ts';
import type { NumberThread, NumberThreads } from '../../../shared/application/ports/number-threads.ts';
import type { ReadSample } from '../../../shared/application/ports/sample-reader.ts';
import { PLAIN_CSV } from '../../../shared/domain/data/data-source.ts';
import { CsvReader } from '../../../shared/domain/dataset/csv-reader.ts';
import { byColumn, byRow } from '../../../shared/domain/dataset/number-room.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { RunningMoments } from '../../../shared/domain/stability/running-moments.ts';
import { binsOf, countCsv, numericBins } from '../../support/counted-sample.ts';
import { toBytes } from '../../support/csv-text.ts';

const NUMERIC = numericBins('n', [-1, 0, 2.5], { specialCodes: [3], expectedRange: { min: -50, max: 60 } });
const BINS = binsOf([NUMERIC, numericBins('m', [10])]);
const CONVENTION = { closed: 'right' } as const;
const UP = "import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ kind: 'up' });";
const NEVER_COUNTS = script(`${UP} parentPort.on('message', () => undefined);`);
const DIES_WHEN_TOLD = script(
  `${UP} parentPort.on('message', () => { throw new Error('No more memory.'); });`,
);

/** A thread's code. */
function script(code: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

function lines(from: number, to: number): Uint8Array {
  const rows = Array.from({ length: to - from }, (_, index) => {
    const row = from + index;
    return `${row % 7 === 0 ? '' : (Math.sin(row) * 99).toFixed(row % 5)},${row % 20}\n`;
  });
  return toBytes((from === 0 ? 'n,m\n' : '') + rows.join(''));
}

/** Threads that say when one is up. */
class WatchedThreads implements NumberThreads {
  isUp = false;
  readonly #threads: NumberThreads;

  constructor(threads: NumberThreads) {
    this.#threads = threads;
  }

  async start(signal: AbortSignal): Promise<NumberThread | undefined> {
    const thread = await this.#threads.start(signal);
    this.isUp = true;
    return thread;
  }
}

/** Reads pieces of a file, the second of them until a thread is up; what was read is written down. */
function readingUntilUp(
  pieces: readonly Uint8Array[],
  threads: WatchedThreads,
  read: Uint8Array[],
): ReadSample {
  return async ({ sink }) => {
    const reader = new CsvReader(sink);
    const take = async (piece: Uint8Array = expect.fail('There is no such piece.')): Promise<void> => {
      await turn();
      await sink.ready?.();
      read.push(piece);
      reader.push(piece);
    };
    await take(pieces[0]);
    while (!threads.isUp) await take(pieces[1]);
    for (const piece of pieces.slice(1)) await take(piece);
    expect(sink.numberRoom?.(byRow(1, 2))).toBeDefined();
    reader.finish();
    return { fileCount: 1, sizeBytes: 0, malformed: { count: 0, first: [] } };
  };
}

async function started(
  threads: WorkerNumberThreads,
  signal = new AbortController().signal,
): Promise<NumberThread> {
  const thread = (await threads.start(signal)) ?? expect.fail('No thread was started.');
  onTestFinished(() => {
    thread.close();
  });
  return thread;
}

function begin(thread: NumberThread): void {
  thread.begin([{ slot: 0, bins: NUMERIC, moments: new RunningMoments().toOpen() }], CONVENTION);
}

/** Passes a room of half a megabyte on. */
function pass(thread: NumberThread): void {
  const rowCount = 65_536;
  thread.room(byColumn(rowCount, 1)).values.fill(1);
  thread.take(rowCount);
}

describe('WorkerNumberThreads', () => {
  test('count bit for bit what the counter would have, one sample after the other', async () => {
    const threads = new WorkerNumberThreads({ processors: 2 });
    const pieces = [lines(0, 1_000), lines(1_000, 1_003), lines(1_003, 9_000)];
    for (const sample of [pieces, pieces.slice(0, 2)]) {
      const read: Uint8Array[] = [];
      const watched = new WatchedThreads(threads);
      const readSample = readingUntilUp(sample, watched, read);
      const counting = { readSample, threads: watched, minThreadedNumbers: 1 };
      const { signal } = new AbortController();
      const { counts } = await countSample(counting, { bins: BINS, files: [], format: PLAIN_CSV, signal });

      expect(counts).toEqual(countCsv(BINS, read));
    }
  });

  test('count the numbers of their column only, and no gaps', async () => {
    const thread = await started(new WorkerNumberThreads({ processors: 2 }));
    begin(thread);
    const { layout, values } = thread.room(byColumn(3, 2));
    values.set([0.5, NaN, 3], 0);
    thread.take(3);
    const [tally] = await thread.finish();

    expect(layout).toMatchObject({ rowStep: 1 });
    expect(tally?.moments).toMatchObject({ length: 1, origin: 0.5 });
    // Below −50, up to −1, 0, 2.5, 60 and above; the code 3, missing, invalid.
    expect([...(tally?.counts ?? [])]).toEqual([0, 0, 0, 1, 0, 0, 1, 0, 0]);
  });

  test.each([1, 0])('are none where there is no second processor (%i)', async (processors) => {
    const threads = new WorkerNumberThreads({ processors, entry: NEVER_COUNTS });

    expect(await threads.start(new AbortController().signal)).toBeUndefined();
  });

  test('are no more at a time than processors besides the first', async () => {
    const threads = new WorkerNumberThreads({ processors: 2, entry: NEVER_COUNTS });
    const first = await started(threads);

    expect(await threads.start(new AbortController().signal)).toBeUndefined();
    first.close();
    first.close();
    await started(threads);
    expect(await threads.start(new AbortController().signal)).toBeUndefined();
  });

  test.each([
    ['is not there', new URL('./no-such-thread.ts', import.meta.url)],
    ['throws at once', script("throw new Error('No memory.')")],
    ['cannot be made', new URL('https://localhost/thread.js')],
  ])('are done without once the code of one %s', async (_, entry) => {
    const threads = new WorkerNumberThreads({ processors: 3, entry });

    expect(await threads.start(new AbortController().signal)).toBeUndefined();
    expect(await threads.start(new AbortController().signal)).toBeUndefined();
  });

  test('fail with Unavailable when one dies at its work, and are done without from then on', async () => {
    const threads = new WorkerNumberThreads({ processors: 3, entry: DIES_WHEN_TOLD });
    const thread = await started(threads);
    begin(thread);

    await expect(thread.finish()).rejects.toThrow(
      new Unavailable('The thread that counts has stopped: No more memory. Try again.'),
    );
    await expect(thread.ready()).rejects.toThrow(Unavailable);
    expect(() => thread.room(byColumn(1, 1))).toThrow(Unavailable);
    thread.close();
    expect(await threads.start(new AbortController().signal)).toBeUndefined();
  });

  test('are not ready while eight megabytes wait to be counted, until the signal is aborted', async () => {
    const controller = new AbortController();
    const thread = await started(
      new WorkerNumberThreads({ processors: 2, entry: NEVER_COUNTS }),
      controller.signal,
    );
    begin(thread);
    for (let room = 0; room < 15; room += 1) pass(thread);
    expect(thread.ready()).toBeUndefined();

    pass(thread);
    const ready = thread.ready();
    controller.abort(new Error('Cancelled.'));

    await expect(ready).rejects.toThrow('Cancelled.');
    await expect(thread.finish()).rejects.toThrow('Cancelled.');
  });

  test('are ready again when the thread has caught up', async () => {
    const thread = await started(new WorkerNumberThreads({ processors: 2 }));
    begin(thread);
    for (let room = 0; room < 16; room += 1) pass(thread);

    await thread.ready();
    expect(thread.ready()).toBeUndefined();
    const [tally] = await thread.finish();
    expect(tally?.counts.reduce((sum, count) => sum + count)).toBe(16 * 65_536);
  });
});
