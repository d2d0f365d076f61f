import { parseArgs } from 'node:util';
import { measureBatches, type Row } from './measure-batches.ts';
import { measureFollowing, type Following } from './measure-following.ts';

/*
 * Places drawn batches on drawn clusters by both strategies, and without any; then runs some of their length of time by
 * the clock of a simulation, watched and by lists alone: `npm run simulate -- placement [--batches 100] [--from 0]`. The
 * same seeds (from `--from` on) give the same figures.
 */

/** Of what is placed, one in so many is run: that takes a second each. */
const RUN_ONE_IN = 5;

const { values } = parseArgs({
  allowPositionals: true,
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

function ratiosInWords(rows: readonly Row[]): string {
  const of = (guidance: Row['guidance']) =>
    rows.find((row) => row.profile === 'all' && row.guidance === guidance);
  const [ratio, share, unguided] = [of('ratio'), of('dominant-share'), of('unguided')];
  if (ratio === undefined || share === undefined || unguided === undefined) return '';
  const times = (one: number, other: number) => (one / other).toFixed(2);
  return (
    `dominant-share places ${times(share.amount, ratio.amount)} times as much of what is asked for as ratio, on ` +
    `${times(share.nodes, ratio.nodes)} times as many nodes; ratio uses ${times(ratio.nodes, unguided.nodes)} times as ` +
    `many as the scheduler alone.`
  );
}

const FOLLOWING_TITLES = [
  'followed by',
  'requests a batch',
  'looks a batch',
  'an end is noticed after (mean)',
  '(95th percentile)',
  '(longest)',
];

function followingCells(row: Following): readonly string[] {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    row.watchSeconds === 0 ? 'lists alone' : `watches of ${row.watchSeconds} s`,
    ...[row.requests.toFixed(0), row.looks.toFixed(0)],
    ...[seconds(row.meanLateMs), seconds(row.p95LateMs), seconds(row.maxLateMs)],
  ];
}

function print(titles: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [titles, titles.map(() => '---'), ...rows];
  process.stdout.write(lines.map((line) => `| ${line.join(' | ')} |\n`).join(''));
}

const [batches, from] = [Number(values.batches), Number(values.from)];
const rows = measureBatches(batches, from);
print(TITLES, rows.map(cells));
process.stdout.write(`\n${ratiosInWords(rows)}\n\n`);
const followed: Following[] = [];
for (const watchSeconds of [0, 20]) {
  followed.push(await measureFollowing({ batches: Math.ceil(batches / RUN_ONE_IN), from, watchSeconds }));
}
print(FOLLOWING_TITLES, followed.map(followingCells));
