import { describe, expect, test } from 'vitest';
import { toTable } from '../../../cli/output/table.ts';

const plain = { header: (title: string) => title, cell: (text: string) => text };

describe('toTable', () => {
  test('makes each column as wide as its longest text', () => {
    expect(
      toTable(
        ['job', 'state'],
        [
          ['churn-daily', 'active'],
          ['b', 'paused'],
        ],
      ),
    ).toBe(['JOB          STATE', 'churn-daily  active', 'b            paused', ''].join('\n'));
  });

  test('cuts the widest columns until lines fit', () => {
    const table = toTable(['a', 'b'], [['short', 'x'.repeat(60)]], { ...plain, maxWidth: 30 });

    expect(table.split('\n').map((line) => line.length)).toEqual([8, 30, 0]);
    expect(table).toContain('…');
  });

  test('leaves columns readable in a terminal that is too narrow for all', () => {
    const table = toTable(['a', 'b'], [['x'.repeat(20), 'y'.repeat(20)]], { ...plain, maxWidth: 5 });

    expect(table.split('\n')[1]).toBe('xxxxxxx…  yyyyyyy…');
  });
});
