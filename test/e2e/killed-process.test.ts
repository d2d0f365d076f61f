import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client } from '../../local/client.ts';
import { LOCAL_COSMOS_KEY } from '../../local/cosmos/start-cosmos.ts';
import { documentIds, scheduleSoon, scoresCsv, upload } from '../support/stack-data.ts';
import { startStackProcess, type StackProcess } from '../support/stack-process.ts';
import { PATIENCE_MS } from '../support/patience.ts';

describe('npm start', () => {
  let folder: string;
  let running: StackProcess;

  // Each time the process that finished the last run is the next to be killed, over all that is left of those before.
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-killed-'));
    running = await startStackProcess(folder);
    await upload(running, 'baselines/m.csv', scoresCsv(1000));
    await upload(running, 'datasets/m.csv', scoresCsv(200_000));
  });

  afterAll(async () => {
    await running.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  // From before the message is due to well into the run: dispatch, claim, measurement and commitment.
  test.each([950, 1_050, 1_150])(
    'completes a run once when everything is killed %i ms after the job was scheduled',
    async (delayMs) => {
      const jobId = `survivor-${delayMs}`;
      const before = await resultIds(running);
      await scheduleSoon(new Client(running.url), jobId);

      await pause(delayMs);
      await running.kill();
      running = await startStackProcess(folder);
      const client = new Client(running.url);
      const run = await client.firstFinishedRun(jobId, PATIENCE_MS);

      expect(run.state).toBe('succeeded');
      expect(await client.listRuns(jobId)).toHaveLength(1);
      // What was measured is recorded a moment after the run has ended.
      await expect.poll(() => resultIds(running)).toContain(run.runId);
      expect((await resultIds(running)).toSorted()).toEqual([...before, run.runId].toSorted());
    },
  );

  test('stops everything at an interrupt', async () => {
    running.child.kill('SIGINT');

    expect(await once(running.child, 'exit')).toEqual([0, null]);
  });
});

/** How a model stands, which is kept beside its results and is none. */
const STANDING = 'standing';

/** Of all results that are kept, whichever job has them. */
async function resultIds({ cosmosEndpoint }: StackProcess): Promise<string[]> {
  const settings = { COSMOS__accountEndpoint: cosmosEndpoint, COSMOS__accountKey: LOCAL_COSMOS_KEY };
  const ids = (await documentIds(settings, 'stability')).map(String);
  return ids.filter((id) => id !== STANDING);
}
