import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Client } from '../../local/client.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { scheduleSoon, scoresCsv, upload } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';
import { putTable } from '../support/snowflake/warehouse-table.ts';
import { startSnowflake, type SnowflakeFixture } from '../support/snowflake/snowflake-fixture.ts';
import { STRICT } from '../support/strict.ts';
import { PATIENCE_MS } from '../support/patience.ts';

describe('a stability job with Snowflake, on the local stack', () => {
  let snowflake: SnowflakeFixture;
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    snowflake = await startSnowflake();
    await snowflake.runScript('1-results.sql');
    const { settings } = snowflake;
    stack = await startStack({
      storage: await storageAccount(),
      strict: STRICT,
      settings: {
        SNOWFLAKE__account: settings.account,
        SNOWFLAKE__user: settings.user,
        SNOWFLAKE__privateKey: 'privateKey' in settings.credential ? settings.credential.privateKey : '',
        SNOWFLAKE__database: settings.database,
        SNOWFLAKE__schema: settings.schema,
        SNOWFLAKE__accessUrl: settings.accessUrl ?? '',
      },
    });
    client = new Client(stack.url);
    await upload(stack, 'baselines/m.csv', scoresCsv(1000));
    await upload(stack, 'datasets/m.csv', scoresCsv(1000, 500));
  });

  afterAll(async () => {
    await stack.stop();
    await snowflake.stop();
  });

  test('leaves a row a column in the sink, once, although the activity runs twice', async () => {
    await scheduleSoon(client, 'delivered');
    const run = await client.firstFinishedRun('delivered', PATIENCE_MS);

    const rows = await vi.waitFor(
      async () => {
        const { rowset } = await snowflake.standIn.run(
          `SELECT CHARACTERISTIC, BAND, RUN_ID FROM STABILITY_RESULTS
           WHERE JOB_ID = 'delivered' ORDER BY CHARACTERISTIC`,
        );
        expect(rowset.length).toBeGreaterThan(0);
        return rowset;
      },
      { timeout: PATIENCE_MS },
    );

    expect(rows).toEqual([
      ['level', 'stable', run.runId],
      ['score', 'significant-shift', run.runId],
    ]);
  });

  test('measures a table where it is, and finds what it finds in a file of the same rows', async () => {
    await putTable(snowflake.standIn, 'SCORES', {
      columns: [
        { name: 'score', type: 'FLOAT' },
        { name: 'level', type: 'VARCHAR' },
      ],
      rows: Array.from({ length: 1000 }, (_, index) => [index + 500, index % 2 === 0 ? 'a' : 'b']),
    });
    const task = { modelId: 'm', baseline: 'baselines/m.csv', scoreColumn: 'score' };
    await scheduleSoon(client, 'file', { task: { ...task, current: 'datasets/m.csv' } });
    await scheduleSoon(client, 'table', {
      task: { ...task, current: { snowflake: { table: 'EVENKEEL.RESULTS.SCORES' } } },
    });

    const ofFile = await client.firstFinishedRun('file', PATIENCE_MS);
    const ofTable = await client.firstFinishedRun('table', PATIENCE_MS);

    expect(ofTable).toMatchObject({ state: 'succeeded', result: { band: 'significant-shift' } });
    expect(ofTable.result?.psi).toBe(ofFile.result?.psi);
    expect(ofTable.detail?.columns.map(({ bins }) => bins)).toEqual(
      ofFile.detail?.columns.map(({ bins }) => bins),
    );
  });

  test('fails a run with a reason when its table is not there', async () => {
    const task = { modelId: 'm', baseline: 'baselines/m.csv', current: { snowflake: { table: 'NOWHERE' } } };
    await scheduleSoon(client, 'nowhere', { task });

    const run = await client.firstFinishedRun('nowhere', PATIENCE_MS);

    expect(run).toMatchObject({ state: 'failed', failure: { reason: 'current-not-readable' } });
    expect(run.failure?.message).toContain('NOWHERE');
  });
});
