import { describe, expect, test } from 'vitest';
import type { LockView } from '../../../shared/contracts/http/lock-view.ts';
import { inState, resourceRows } from '../../../web/locks/list/resource-rows.ts';
import { rowsInWords, sizeInWords, type Report } from '../../../web/locks/reports/report.ts';

const REPORT: Report = {
  ...{ kind: 'report-collection', resource: 'sales', path: 'reports/sales.csv', sizeBytes: 73_900 },
  ...{ sha256: '', rowCount: 2000, columnCount: 5, malformedRowCount: 0, epoch: 1, ticketId: 't' },
  requestedAt: '2026-03-01T06:00:00.000Z',
};

describe('a report in words', () => {
  test.each([
    [0, '0 bytes'],
    [812, '812 bytes'],
    [999, '999 bytes'],
    [73_900, '73.9 KB'],
    [1_000_000, '1 MB'],
    [1_234_000_000, '1.2 GB'],
  ])('says of %i bytes "%s"', (bytes, words) => {
    expect(sizeInWords(bytes)).toBe(words);
  });

  test('counts rows and columns, and malformed rows where there are some', () => {
    expect(rowsInWords(REPORT)).toBe('2,000 rows, 5 columns');
    expect(rowsInWords({ ...REPORT, rowCount: 1, malformedRowCount: 3 })).toBe(
      '1 row, 5 columns, 3 malformed',
    );
  });
});

describe('the resources', () => {
  const locks: readonly LockView[] = [
    { resource: 'sales', state: 'held', epoch: 2 },
    { resource: 'loans', state: 'free', epoch: 1 },
  ];

  test('are there by name, with a lock and without a job', () => {
    const rows = resourceRows(locks, { jobs: [], runs: [] });

    expect(rows.map(({ resource, look }) => [resource, look.label])).toEqual([
      ['loans', 'Free'],
      ['sales', 'Held'],
    ]);
  });

  test('are filtered by the state of their lock; a state that there is not filters nothing', () => {
    const rows = resourceRows(locks, { jobs: [], runs: [] });

    expect(inState(rows, 'held').map(({ resource }) => resource)).toEqual(['sales']);
    expect(inState(rows, 'nonsense')).toHaveLength(2);
  });
});
