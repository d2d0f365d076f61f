import { describe, expect, test } from 'vitest';
import { createReportCsv } from '../../../local/report-server/report-csv.ts';

const OF = { resource: 'loans', sequence: 1, offset: 0 };

function textOf(csv: ReturnType<typeof createReportCsv>): string {
  return Buffer.concat([...csv.chunks()]).toString();
}

function linesOf(of: Partial<typeof OF>, rows: number): string[] {
  return textOf(createReportCsv({ ...OF, ...of }, { rows }))
    .trimEnd()
    .split('\n');
}

function meanScore(sequence: number): number {
  const scores = linesOf({ sequence }, 2000)
    .slice(1)
    .map((line) => Number(line.split(',')[4]));
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

describe('createReportCsv', () => {
  test('writes a header and as many rows as it is told', () => {
    const [header, ...rows] = linesOf({}, 2000);

    expect(header).toBe('account_id,segment,amount,days_past_due,score');
    expect(rows).toHaveLength(2000);
    for (const row of rows) {
      expect(row).toMatch(/^A\d{12},(retail|small-business|student|private),\d+\.\d\d,\d{1,3},\d{3}$/);
    }
  });

  test.each([1, 2, 1499, 1500, 1501, 4095, 4096, 4097, 10_000])('knows the length of %i rows', (rows) => {
    const csv = createReportCsv(OF, { rows });

    expect(Buffer.byteLength(textOf(csv))).toBe(csv.byteLength);
  });

  test('gives the same bytes each time', () => {
    expect(textOf(createReportCsv(OF, { rows: 100 }))).toBe(
      textOf(createReportCsv({ ...OF }, { rows: 100 })),
    );
  });

  test('differs by sequence and by resource', () => {
    const texts = [{}, { sequence: 2 }, { resource: 'cards' }].map((of) => linesOf(of, 100).join());

    expect(new Set(texts).size).toBe(3);
  });

  test('begins at the account that the offset names', () => {
    const ids = linesOf({ offset: 41 }, 3)
      .slice(1)
      .map((line) => line.split(',')[0]);

    expect(ids).toEqual(['A000000000041', 'A000000000042', 'A000000000043']);
  });

  test('gives no account twice when the drawn rows repeat', () => {
    const ids = linesOf({}, 9000)
      .slice(1)
      .map((line) => line.split(',')[0]);

    expect(new Set(ids).size).toBe(9000);
  });

  test.each([1, 46, 100, 5000, 160_000, 1_000_000])(
    'makes at least %i bytes, and not a row more',
    (bytes) => {
      const csv = createReportCsv(OF, { bytes });
      const text = textOf(csv);
      const lastRow = text.slice(text.lastIndexOf('\n', text.length - 2) + 1);

      expect(text).toHaveLength(csv.byteLength);
      expect(csv.byteLength).toBeGreaterThanOrEqual(bytes);
      if (csv.rows > 1) expect(csv.byteLength - lastRow.length).toBeLessThan(bytes);
      expect(csv.rows).toBeGreaterThan(0);
    },
  );

  test('lets the scores drift away slowly and come back', () => {
    expect(Math.abs(meanScore(2) - meanScore(1))).toBeLessThan(10);
    expect(meanScore(1) - meanScore(11)).toBeGreaterThan(15);
    expect(meanScore(1) - meanScore(41)).toBeGreaterThan(45);
    expect(Math.abs(meanScore(161) - meanScore(1))).toBeLessThan(8);
  });
});
