import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CountSampleRequest, countSample } from '../../shared/application/count-sample.ts';
import type { ReadSample } from '../../shared/application/ports/sample-reader.ts';
import { PLAIN_CSV } from '../../shared/domain/data/data-source.ts';
import { CsvReader } from '../../shared/domain/dataset/csv-reader.ts';
import { Unavailable } from '../../shared/domain/errors.ts';
import type { Bins } from '../../shared/domain/stability/bin-specification.ts';
import type { SampleCounts } from '../../shared/domain/stability/sample-counts.ts';
import { binsOf, categoricalBins, countCsv, countTable, numericBins } from '../support/counted-sample.ts';
import { toBytes } from '../support/csv-text.ts';
import { MemoryNumberThread, MemoryNumberThreads } from '../support/memory/memory-number-threads.ts';

const BINS = binsOf([
  numericBins('n', [-1, 0, 2.5], {
    specialCodes: [-9],
    profileEdges: [-2, -1, 0, 1, 2.5, 4],
    expectedRange: { min: -3, max: 5 },
  }),
  categoricalBins('c', ['a', 'b']),
  numericBins('m', [0.5]),
]);
const LINES = ['1,a,0.25,x', '2.5,"b",-7,y', ',a,,', '-9,,1e-3,z', 'word,b,3,', 'NA,"a\nb",Infinity,'];
const BROKEN = '1,a,2';
const line = fc.oneof(
  fc.constantFrom(...LINES),
  fc
    .tuple(fc.double({ noNaN: true, min: -5, max: 5 }), fc.integer({ min: -9, max: 9 }))
    .map(([n, m]) => `${n},b,${m},`),
);
const file = fc
  .array(line, { maxLength: 80, size: 'max' })
  .map((lines) => toBytes(['n,c,m,other', ...lines, ''].join('\n')));

/** Reads a file that comes in pieces, and lets other work go on between them. */
function reading(chunks: readonly Uint8Array[], maxMalformedRows = 0): ReadSample {
  return async ({ sink }) => {
    const reader = new CsvReader(sink, { maxMalformedRows });
    for (const chunk of chunks) {
      await sink.ready?.();
      reader.push(chunk);
      await Promise.resolve();
    }
    reader.finish();
    return { fileCount: 1, sizeBytes: 0, malformed: { count: 0, first: [] } };
  };
}

function requestFor(bins: Bins, more: Partial<CountSampleRequest> = {}): CountSampleRequest {
  return { bins, files: [], format: PLAIN_CSV, signal: new AbortController().signal, ...more };
}

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const positions = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  return positions.slice(1).map((end, index) => bytes.slice(positions[index], end));
}

async function countWith(
  threads: MemoryNumberThreads,
  chunks: readonly Uint8Array[],
  { bins = BINS, minThreadedNumbers = 1 }: { bins?: Bins; minThreadedNumbers?: number } = {},
): Promise<SampleCounts> {
  const counting = { readSample: reading(chunks, 5), threads, minThreadedNumbers };
  return (await countSample(counting, requestFor(bins))).counts;
}

const PIECES = cutAt(
  toBytes(['n,c,m,other', ...LINES, ...LINES, ...LINES, ''].join('\n')),
  [50, 100, 150, 200],
);

describe('countSample', () => {
  test('gives the same to the last bit, whatever a thread has counted and however the file is cut', async () => {
    let lentRows = 0;
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.array(fc.nat(5_000), { maxLength: 12, size: 'max' }),
        fc.nat(60),
        async (bytes, cuts, from) => {
          const threads = new MemoryNumberThreads();
          const counts = await countWith(threads, cutAt(bytes, cuts), { minThreadedNumbers: 1 + from });

          expect(counts).toEqual(countCsv(BINS, [bytes]));
          lentRows += threads.started[0]?.rowCount ?? 0;
        },
      ),
    );
    expect(lentRows).toBeGreaterThan(100);
  });

  test('passes no row on that is left out for its form', async () => {
    const lines = ['n,c,m,other', ...LINES, BROKEN, 'x,a,0,', ',a,', ...LINES, ''];
    const bytes = toBytes(lines.join('\n'));
    const good = toBytes(lines.filter((each) => each !== BROKEN && each !== ',a,').join('\n'));
    const threads = new MemoryNumberThreads();

    expect(await countWith(threads, cutAt(bytes, [40, 60]))).toEqual(countCsv(BINS, [good]));
    expect(threads.started[0]?.rowCount).toBeGreaterThan(LINES.length);
  });

  test('asks for no thread before many numbers were counted', async () => {
    const threads = new MemoryNumberThreads();
    await countWith(threads, PIECES, { minThreadedNumbers: 1_000 });

    expect(threads.started).toEqual([]);
  });

  test.each<[string, Partial<Bins>]>([
    ['segments', { segmentBy: ['c'] }],
    ['weights', { weightColumn: 'm' }],
  ])('asks for no thread where there are %s', async (_, more) => {
    const bins = { ...BINS, ...more };
    const threads = new MemoryNumberThreads();

    expect(await countWith(threads, PIECES, { bins })).toEqual(countCsv(bins, PIECES));
    expect(threads.started).toEqual([]);
  });

  test('asks for no thread where only a window of the rows counts', async () => {
    const threads = new MemoryNumberThreads();
    const window = { column: 'm', from: 0, to: 2 };
    const counting = { readSample: reading(PIECES), threads, minThreadedNumbers: 1 };
    const { counts } = await countSample(counting, requestFor(BINS, { window }));

    expect(counts).toEqual(countCsv(BINS, PIECES, { window }));
    expect(threads.started).toEqual([]);
  });

  test('asks for no thread where the rows come decoded', async () => {
    const bins = binsOf([numericBins('n', [2])]);
    const threads = new MemoryNumberThreads();
    const readSample: ReadSample = async ({ sink }) => {
      sink.header(['n']);
      for (const values of [Float64Array.of(1, 2), Float64Array.of(3, NaN)]) {
        await sink.ready?.();
        sink.decodedRows({ rowCount: 2, columns: [{ kind: 'numbers', values }] });
      }
      return { fileCount: 1, sizeBytes: 0, malformed: { count: 0, first: [] } };
    };
    const { counts } = await countSample({ readSample, threads, minThreadedNumbers: 1 }, requestFor(bins));

    expect(counts).toEqual(countTable(bins, [['n'], [1], [2], [3], [null]]));
    expect(threads.started).toEqual([]);
  });

  test('counts alone where there is no thread', async () => {
    const threads = new MemoryNumberThreads(() => Promise.resolve(undefined));

    expect(await countWith(threads, PIECES)).toEqual(countCsv(BINS, PIECES));
  });

  test('closes a thread that comes up when all is counted', async () => {
    const up = Promise.withResolvers<MemoryNumberThread>();
    const thread = new MemoryNumberThread({});
    const threads = new MemoryNumberThreads(() => up.promise);

    expect(await countWith(threads, PIECES)).toEqual(countCsv(BINS, PIECES));

    up.resolve(thread);
    await up.promise;
    await Promise.resolve();
    expect(thread).toMatchObject({ isClosed: true, rowCount: 0 });
  });

  test('reads no further until the thread keeps up', async () => {
    const asked = Promise.withResolvers<undefined>();
    const ready = Promise.withResolvers<undefined>();
    const thread = new MemoryNumberThread({
      ready: () => {
        asked.resolve(undefined);
        return ready.promise;
      },
    });
    const threads = new MemoryNumberThreads(() => Promise.resolve(thread));
    const counting = countWith(threads, PIECES);
    await asked.promise;
    const before = thread.rowCount;
    await Promise.resolve();

    expect(thread.rowCount).toBe(before);
    ready.resolve(undefined);
    expect(await counting).toEqual(countCsv(BINS, PIECES));
    expect(thread.rowCount).toBeGreaterThan(before);
  });

  test.each<[string, ConstructorParameters<typeof MemoryNumberThread>[0]]>([
    ['in the middle', { ready: () => Promise.reject(new Unavailable('It has stopped.')) }],
    ['at the end', { finish: () => Promise.reject(new Unavailable('It has stopped.')) }],
  ])('fails so that it is tried again when the thread is lost %s', async (_, behaviour) => {
    const thread = new MemoryNumberThread(behaviour);
    const threads = new MemoryNumberThreads(() => Promise.resolve(thread));

    await expect(countWith(threads, PIECES)).rejects.toThrow(Unavailable);
    expect(thread.isClosed).toBe(true);
  });

  test('closes the thread when the file cannot be read', async () => {
    const threads = new MemoryNumberThreads();
    const broken = [...PIECES, toBytes('"never closed')];

    await expect(countWith(threads, broken)).rejects.toThrow('quoted field');
    expect(threads.started[0]?.isClosed).toBe(true);
  });
});
