import { availableParallelism } from 'node:os';
import { buildApp } from '../local/build.ts';
import { measureStreaming } from './collections/measure-streaming.ts';
import { measureThroughput } from './collections/measure-throughput.ts';
import { formatMs, printTable } from './schedule/print-table.ts';

const COLLECTIONS = 300;
const SIZES = [50e6, 500e6];

/** Report collections: how many a minute, how long one takes, and what a large report costs. */
export async function benchCollections(): Promise<void> {
  await buildApp();
  const { collections, perMinute, alone } = await measureThroughput(COLLECTIONS);
  console.log(`Report collections through the whole local system, on ${availableParallelism()} cores`);
  printTable(
    ['', 'collections', 'result'],
    [
      ['at once, each of a resource of its own', String(collections), `${Math.round(perMinute)} a minute`],
      [
        'one after the other, slot to result',
        String(alone.slots),
        `median ${formatMs(alone.medianMs)} ms, longest ${formatMs(alone.longestMs)} ms`,
      ],
    ],
  );
  console.log('\nOne large report, by a host in a process of its own');
  const rows = [];
  for (const size of SIZES) {
    const { sizeBytes, rows: count, seconds, cpuSeconds, idlePeakMb, peakMb } = await measureStreaming(size);
    const megabytes = sizeBytes / 1e6;
    rows.push([
      `${megabytes.toFixed(0)} MB, ${(count / 1e6).toFixed(1)} M rows`,
      `${seconds.toFixed(1)} s`,
      `${(megabytes / seconds).toFixed(0)} MB/s`,
      `${cpuSeconds.toFixed(1)} s`,
      `${idlePeakMb.toFixed(0)} MB`,
      `${peakMb.toFixed(0)} MB`,
    ]);
  }
  printTable(['report', 'time', 'rate', 'CPU of the host', 'peak before', 'peak after'], rows);
}
