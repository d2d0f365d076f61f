import { parentPort } from 'node:worker_threads';
import type { NumberRoom } from '../../domain/dataset/number-room.ts';
import { NumericCells, NumericTally } from '../../domain/stability/numeric-tally.ts';
import { RunningMoments } from '../../domain/stability/running-moments.ts';
import type { FilledRoom, ThreadAnswer, ThreadOrder } from './thread-messages.ts';

interface CountedColumn {
  readonly slot: number;
  readonly tally: NumericTally;
}

// The thread's own entry point: counts one sample after the other, in the order of the messages.
let columns: readonly CountedColumn[] = [];
let rooms: NumberRoom[] = [];

parentPort?.on('message', take);
answer({ kind: 'up' });

function take(order: ThreadOrder): void {
  switch (order.kind) {
    case 'begin':
      rooms = [];
      columns = order.columns.map(({ slot, bins, moments }) => {
        const cells = new NumericCells(bins, order.convention);
        return { slot, tally: new NumericTally(cells, RunningMoments.resume(moments)) };
      });
      return;
    case 'room':
      rooms.push({ layout: order.layout, values: new Float64Array(order.memory) });
      return;
    case 'count':
      order.filled.forEach(count);
      answer({ kind: 'counted', rooms: order.filled.map(({ room }) => room) });
      return;
    case 'finish':
      answer({ kind: 'finished', tallies: columns.map(({ tally }) => tally.toOpen()) });
  }
}

function count({ room, rowCount }: FilledRoom): void {
  const numbers = rooms[room];
  if (numbers === undefined) throw new Error(`There is no room ${room}.`);
  for (const { slot, tally } of columns) tally.addNumbers(numbers, slot, rowCount);
}

function answer(message: ThreadAnswer): void {
  parentPort?.postMessage(message);
}
