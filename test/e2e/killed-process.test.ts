import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Client } from '../../local/client.ts';
import { LOCAL_COSMOS_KEY } from '../../local/cosmos/start-cosmos.ts';
import { documentIds, jobRequest, scoresCsv, upload } from '../support/stack-data.ts';
import { startStackProcess, type StackProcess } from '../support/stack-process.ts';

const DEADLINE_MS = 30_000;

/** Two stacks start, one after the other, each a process of its own. */
const TIMEOUT_MS = 90_000;

describe('npm start', () => {
  let folder: string;
  const processes: StackProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-killed-'));
  });

  afterEach(async () => {
    for (const process of processes.splice(0)) await process.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<StackProcess> {
    const process = await startStackProcess(folder);
    processes.push(process);
    return process;
  }

  // From before the message is due to well into the run: dispatch, claim, measurement and commitment.
  test.each([950, 1_050, 1_150])(
    'completes a run once when everything is killed %i ms after the job was scheduled',
    { timeout: TIMEOUT_MS },
    async (delayMs) => {
      const first = await start();
      await upload(first, 'baselines/m.csv', scoresCsv(1000));
      await upload(first, 'datasets/m.csv', scoresCsv(200_000));
      await new Client(first.url).scheduleJob(jobRequest('survivor'));

      await pause(delayMs);
      await first.kill();
      const second = await start();
      const client = new Client(second.url);
      const run = await client.firstFinishedRun('survivor', DEADLINE_MS);

      expect(run.state).toBe('succeeded');
      expect(await client.listRuns('survivor')).toHaveLength(1);
      const settings = {
        COSMOS__accountEndpoint: second.cosmosEndpoint,
        COSMOS__accountKey: LOCAL_COSMOS_KEY,
      };
      expect(await documentIds(settings, 'stability')).toEqual([run.runId]);
    },
  );

  test('stops everything at an interrupt', async () => {
    const { child } = await start();

    child.kill('SIGINT');

    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
