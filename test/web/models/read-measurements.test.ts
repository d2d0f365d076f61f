import { expect, test } from 'vitest';
import type { MeasurementView } from '../../../shared/contracts/http/stability-view.ts';
import type { Page } from '../../../web/api/api-call.ts';
import { queryText } from '../../../web/api/query-text.ts';
import { daysOf } from '../../../web/models/measuring/ranges.ts';
import { readMeasurements, type PageReader } from '../../../web/models/measuring/read-measurements.ts';
import { measurementOn } from './measurements.ts';

/** Answers page after page, whatever is asked, and keeps the cursors. */
function answering(pages: readonly Page<MeasurementView>[]): {
  readonly readPage: PageReader;
  readonly cursors: unknown[];
} {
  const cursors: unknown[] = [];
  const readPage: PageReader = async ({ query: asked }) => {
    const page = pages[cursors.length] ?? { items: [] };
    cursors.push(asked?.['cursor']);
    return page;
  };
  return { readPage, cursors };
}

const PAGES = [
  { items: [measurementOn(3), measurementOn(2, { jobId: 'other' })], nextCursor: 'two' },
  { items: [measurementOn(1)] },
];

const query = { modelId: 'churn', days: 90, pageSize: 2, goesOn: () => true };

test('reads every page, and gives the earliest first', async () => {
  const { readPage, cursors } = answering(PAGES);

  const { items, isWhole } = await readMeasurements(readPage, query, new AbortController().signal);

  expect(items.map(({ runId }) => runId)).toEqual(['churn-daily.1', 'churn-daily.2', 'churn-daily.3']);
  expect(isWhole).toBe(true);
  expect(cursors).toEqual([undefined, 'two']);
});

test('stops where no more is wanted, and says that there is more', async () => {
  const { readPage, cursors } = answering(PAGES);

  const read = await readMeasurements(
    readPage,
    { ...query, goesOn: () => false },
    new AbortController().signal,
  );

  expect([read.items.length, read.isWhole, cursors.length]).toEqual([2, false, 1]);
});

test('leaves out what other jobs have measured', async () => {
  const { items } = await readMeasurements(
    ...([
      answering(PAGES).readPage,
      { ...query, jobId: 'churn-daily' },
      new AbortController().signal,
    ] as const),
  );

  expect(items.map(({ jobId }) => jobId)).toEqual(['churn-daily', 'churn-daily']);
});

test('a range that the address does not mean is the usual one', () => {
  expect([daysOf('30'), daysOf('31'), daysOf(undefined)]).toEqual([30, 90, 90]);
});

test('a query leaves out what is empty, and encodes what is not', () => {
  expect(queryText({ a: '', b: undefined, c: 'x&y', d: ['p', 'q'], e: 1 })).toBe('?c=x%26y&d=p%2Cq&e=1');
  expect(queryText({})).toBe('');
});
