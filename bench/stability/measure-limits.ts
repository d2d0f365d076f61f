import { statSync } from 'node:fs';
import type { BenchFiles } from './bench-files.ts';
import { readChunks } from './read-chunks.ts';

const DOUBLES = 32 * 1024 * 1024;
const REPEATS = 5;
const LINE_FEED = 10;

/** What nothing that reads the data can be faster than, in bytes a second. */
export interface Limits {
  /** Reading memory, a large Float64Array, on one core. */
  readonly memory: number;
  /** Reading the file from the page cache. */
  readonly read: number;
  /** The same and looking at every byte, by the runtime's own search. */
  readonly search: number;
  /** The same and looking at every byte in JavaScript. */
  readonly scan: number;
}

export function measureLimits({ csv }: BenchFiles): Limits {
  const values = new Float64Array(DOUBLES).fill(1);
  const { size } = statSync(csv);
  return {
    memory: values.byteLength / best(() => sum(values)),
    read: size / best(() => count(csv, () => 0)),
    search: size / best(() => count(csv, searchLines)),
    scan: size / best(() => count(csv, scanLines)),
  };
}

/** Four sums, so that no addition waits for the one before. */
function sum(values: Float64Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let at = 0; at < values.length; at += 4) {
    a += values[at] ?? 0;
    b += values[at + 1] ?? 0;
    c += values[at + 2] ?? 0;
    d += values[at + 3] ?? 0;
  }
  return a + b + c + d;
}

function count(path: string, linesOf: (chunk: Uint8Array) => number): number {
  let lines = 0;
  for (const chunk of readChunks(path)) lines += linesOf(chunk);
  return lines;
}

function searchLines(chunk: Uint8Array): number {
  let lines = 0;
  for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}

function scanLines(chunk: Uint8Array): number {
  let lines = 0;
  const { length } = chunk;
  // By index, as the reader does: an iterator takes several times as long.
  for (let at = 0; at < length; at += 1) if (chunk[at] === LINE_FEED) lines += 1;
  return lines;
}

/** Seconds of the fastest repeat. */
function best(work: () => number): number {
  const times = Array.from({ length: REPEATS }, () => {
    const startedAt = performance.now();
    work();
    return (performance.now() - startedAt) / 1000;
  });
  return Math.min(...times);
}
