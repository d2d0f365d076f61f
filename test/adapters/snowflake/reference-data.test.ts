import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pause } from '../../../shared/adapters/clock/pause.ts';
import { SnowflakeWarehouse } from '../../../shared/adapters/snowflake/snowflake-warehouse.ts';
import { measureStability } from '../../../shared/domain/stability/measure-stability.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/domain/stability/stability-band.ts';
import type { StabilityResult } from '../../../shared/domain/stability/stability-result.ts';
import { countCsv } from '../../support/counted-sample.ts';
import { deriveBins } from '../../support/derive-bins.ts';
import {
  hasReferenceData,
  readReferenceFile,
  referenceDataNote,
  referenceFolder,
} from '../../support/reference-data.ts';
import { startSnowflake, type SnowflakeFixture } from '../../support/snowflake/snowflake-fixture.ts';

describe.skipIf(!hasReferenceData)(`pushdown of real data (${referenceDataNote})`, () => {
  let snowflake: SnowflakeFixture;

  beforeAll(async () => {
    snowflake = await startSnowflake();
  });
  afterAll(async () => {
    await snowflake.stop();
  });

  test.each(['airquality', 'german', 'bike', 'uci_credit'])('%s: the bits of the file path', async (name) => {
    const baseline = readReferenceFile(`${name}_baseline.csv`);
    const current = readReferenceFile(`${name}_current.csv`);
    const bins = deriveBins(baseline);
    const specification = { ...bins, expected: countCsv(bins, [baseline]) };
    const columns = bins.columns.map((column) => ({
      name: column.name,
      type: column.type === 'numeric' ? ('FLOAT' as const) : ('VARCHAR' as const),
    }));
    await snowflake.standIn.loadCsv(
      name.toUpperCase(),
      columns,
      join(referenceFolder, `${name}_current.csv`),
    );
    const warehouse = new SnowflakeWarehouse(snowflake.connections, async (_ms, signal) => pause(5, signal));

    const signal = new AbortController().signal;
    const counts = await warehouse.count({ kind: 'snowflake', table: name }, specification, { signal });

    const pushed = measureStability(specification, counts, DEFAULT_THRESHOLDS);
    const read = measureStability(specification, countCsv(bins, [current]), DEFAULT_THRESHOLDS);
    expect(pushed.currentRowCount).toBeGreaterThan(90);
    expect(bitsOf(pushed)).toEqual(bitsOf(read));
  });
});

/** All figures but mean and standard deviation, which are sums in the order of the rows. */
function bitsOf({ columns, ...result }: StabilityResult): unknown {
  return {
    ...result,
    columns: columns.map(({ shape, ...column }) => ({
      ...column,
      ...(shape !== undefined && { ks: shape.ks, ksAtMost: shape.ksAtMost }),
    })),
  };
}
