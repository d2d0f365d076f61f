import { parseArgs } from 'node:util';
import { measureBatches, type Row } from './measure-batches.ts';

/*
 * Places drawn batches on drawn clusters by both strategies, and without any:
 * `node test/kinds/batch/simulation/main.ts [--batches 100] [--from 0]`.
 */

const { values } = parseArgs({
  options: { batches: { type: 'string', default: '100' }, from: { type: 'string', default: '0' } },
});

const TITLES = [
  'batches',
  'strategy',
  'jobs',
  'placed',
  'of what is asked for',
  'on 1st node',
  'as foretold',
  'nodes used',
  'their fullness',
  'room left',
];

function cells(row: Row): readonly string[] {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return [
    ...[row.profile, row.guidance, String(row.jobs), percent(row.placed), percent(row.amount)],
    ...(row.guidance === 'unguided' ? ['–', '–'] : [percent(row.onFirst), percent(row.asExpected)]),
    ...[row.nodes.toFixed(2), percent(row.fullness), percent(row.largestRoom)],
  ];
}

const lines = [
  TITLES,
  TITLES.map(() => '---'),
  ...measureBatches(Number(values.batches), Number(values.from)).map(cells),
];
process.stdout.write(lines.map((line) => `| ${line.join(' | ')} |\n`).join(''));
