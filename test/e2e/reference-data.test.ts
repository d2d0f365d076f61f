import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Client, type RunAnswer } from '../../local/client.ts';
import { measureOwnFiles } from '../../local/demo/own-files.ts';
import { startStack } from '../../local/stack.ts';
import {
  hasReferenceData,
  readReferenceJson,
  referenceDataNote,
  referenceFolder,
} from '../support/reference-data.ts';
import { STRICT } from '../support/strict.ts';
import { storageAccount } from '../support/storage-account.ts';

const table = z.array(z.object({ bin: z.string(), n_expected: z.number(), n_actual: z.number() }));
const answer = z.object({ psi: z.looseObject({ 'eps1e-4': z.number() }), table });
const dataset = z.object({
  numeric: z.record(
    z.string(),
    z.looseObject({
      decile_right_missbin: answer.optional(),
      atoms_right_missbin: answer.optional(),
    }),
  ),
  categorical: z.record(z.string(), z.object({ pool: answer })),
});

/** Columns where a value holds more than a tenth of the baseline and the index differs from plain deciles. */
const ATOMS_MATTER = [
  'german.duration_in_month',
  'uci_credit.bill_amt',
  'uci_credit.utilisation',
  'airquality.Wind',
];

const PAIRS = ['german', 'uci_credit', 'bike', 'airquality'];

async function demonstrate(pair: string): Promise<RunAnswer> {
  const stack = await startStack({ storage: await storageAccount(), strict: STRICT });
  try {
    return await measureOwnFiles(
      { client: new Client(stack.url), blobs: stack.blobs },
      {
        baseline: join(referenceFolder, `${pair}_baseline.csv`),
        current: join(referenceFolder, `${pair}_current.csv`),
        score: undefined,
      },
    );
  } finally {
    await stack.stop();
  }
}

describe.skipIf(!hasReferenceData)(`the demo on ${referenceDataNote}`, () => {
  test.each(PAIRS)('gives the independent answers for %s', async (pair) => {
    const expected = z.record(z.string(), z.unknown()).parse(readReferenceJson('expected.json'));
    const { numeric, categorical } = dataset.parse(expected[pair]);

    const run = await demonstrate(pair);

    const columns = new Map(run.detail?.columns.map((column) => [column.name, column]));
    for (const [name, { atoms_right_missbin: house, decile_right_missbin: plain }] of Object.entries(
      numeric,
    )) {
      if (house === undefined || plain === undefined) continue;
      const column = columns.get(name);
      expect(column?.type, name).toBe('numeric');
      expect(counts(column), name).toEqual(house.table.map((row) => [row.n_expected, row.n_actual]));
      expectIndex(column?.psi, house.psi['eps1e-4'], name);
      if (!ATOMS_MATTER.includes(`${pair}.${name}`)) expectIndex(column?.psi, plain.psi['eps1e-4'], name);
    }
    for (const [name, { pool }] of Object.entries(categorical)) {
      const column = columns.get(name);
      expect(column?.type, name).toBe('categorical');
      const rows = column?.bins.map((bin) => [bin.label, bin.expectedCount, bin.actualCount]);
      expect(rows?.sort(), name).toEqual(
        pool.table.map((row) => [row.bin, row.n_expected, row.n_actual]).sort(),
      );
      expectIndex(column?.psi, pool.psi['eps1e-4'], name);
    }
  });
});

function counts(column: { bins: { expectedCount: number; actualCount: number }[] } | undefined): unknown {
  return column?.bins.map(({ expectedCount, actualCount }) => [expectedCount, actualCount]);
}

/** Equal within 1e-12 of the expected value. */
function expectIndex(actual: number | null | undefined, expected: number, name: string): void {
  expect(Math.abs((actual ?? NaN) - expected), name).toBeLessThanOrEqual(1e-12 * expected);
}
