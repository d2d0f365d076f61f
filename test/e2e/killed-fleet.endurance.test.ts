import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { PATIENCE, PATIENCE_MS } from '../support/patience.ts';
import { startStackProcess, type StackProcess } from '../support/stack-process.ts';
import { scoresCsv, upload } from '../support/stack-data.ts';

/** A stack starts again meanwhile, a process of its own. */
const TIMEOUT_MS = 4 * PATIENCE_MS;

const IDS = Array.from({ length: 200 }, (_, index) => `m${String(index).padStart(3, '0')}`);

const problem = z.object({ errors: z.array(z.object({ pointer: z.string() })) });
const fleetView = z.object({ progress: z.object({ isUpToDate: z.boolean() }) });
const jobPage = z.object({
  items: z.array(z.object({ jobId: z.string(), generation: z.number() })),
  nextCursor: z.string().optional(),
});
const jobView = z.object({ task: z.object({ thresholds: z.object({ moderate: z.number() }) }) });

/** Next year's morning, on which nothing is dispatched while the test runs. */
const YEARLY = { type: 'cron', expression: '0 6 1 1 *', timeZone: 'UTC', startAt: '2990-06-01T00:00:00Z' };

function fleet(moderate: number): object {
  const task = {
    ...{ modelId: '{modelId}', baseline: 'baselines/all.csv', current: 'datasets/{modelId}.csv' },
    thresholds: { moderate },
  };
  return {
    ...{ valueStream: 'tests', selector: { idPrefix: 'm' } },
    template: { kind: 'stability', task, recurrences: [YEARLY] },
  };
}

describe('a fleet whose whole stack is killed', () => {
  let folder: string;
  let running: StackProcess;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-killed-fleet-'));
    running = await startStackProcess(folder);
    await upload(running, 'baselines/all.csv', scoresCsv(100));
    const saved = await Promise.all(IDS.map((id) => ask(`PUT models/${id}`, { valueStream: 'tests' })));
    expect(new Set(saved.map(({ status }) => status))).toEqual(new Set([201]));
  }, TIMEOUT_MS);

  afterAll(async () => {
    await running.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(request: string, body?: object, ifMatch?: string): Promise<Response> {
    const [method = '', path = ''] = request.split(' ');
    const headers = {
      'content-type': 'application/json',
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return fetch(`${running.url}/api/${path}`, init);
  }

  /** All jobs of the fleet with how often they have been defined. */
  async function jobs(): Promise<readonly (readonly [string, number])[]> {
    const found: (readonly [string, number])[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = jobPage.parse(await (await ask(`GET fleets/all/jobs?limit=100${after}`)).json());
      found.push(...page.items.map(({ jobId, generation }) => [jobId, generation] as const));
      cursor = page.nextCursor;
    }
    return found;
  }

  /** Saves the fleet, and kills everything as soon as its first job is that often defined. */
  async function killWhileSaving(moderate: number, generation: number, ifMatch?: string): Promise<void> {
    // Its answer may be lost with the process, or come before.
    const saving = ask('PUT fleets/all', fleet(moderate), ifMatch).catch(() => undefined);
    await vi.waitFor(async () => {
      const first = z
        .object({ generation: z.number() })
        .safeParse(await (await ask('GET jobs/all--m000')).json());
      expect(first.data?.generation).toBe(generation);
    }, PATIENCE);
    await running.kill();
    await saving;
    running = await startStackProcess(folder);
  }

  async function untilUpToDate(): Promise<void> {
    await vi.waitFor(async () => {
      const { progress } = fleetView.parse(await (await ask('GET fleets/all')).json());
      expect(progress.isUpToDate).toBe(true);
    }, PATIENCE);
  }

  test('is refused with every fault, and nothing of it is kept', async () => {
    const faulty = {
      ...{ valueStream: 'tests', selector: { idPrefix: 'm' } },
      template: { kind: 'stability', task: { modelId: '{modelId}', thresholds: { moderate: 'much' } } },
      overrides: { m003: { policies: { timeoutSeconds: 0 } }, m004: { tags: 1 } },
    };

    const refused = await ask('PUT fleets/all', faulty);

    expect(refused.status).toBe(400);
    const { errors } = problem.parse(await refused.json());
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      ...['/overrides/m003/policies/timeoutSeconds', '/overrides/m004/tags', '/template/recurrences'],
      ...['/template/task/baseline', '/template/task/current', '/template/task/thresholds/moderate'],
    ]);
    expect((await ask('GET fleets/all')).status).toBe(404);
  });

  test(
    'while its jobs are made, and while one threshold of all is edited, ends with each job made and edited once',
    { timeout: TIMEOUT_MS },
    async () => {
      await killWhileSaving(0.1, 1);
      await untilUpToDate();
      expect(await jobs()).toEqual(IDS.map((id) => [`all--${id}`, 1]));

      await killWhileSaving(0.2, 2, '*');
      await untilUpToDate();
      expect(await jobs()).toEqual(IDS.map((id) => [`all--${id}`, 2]));
      for (const id of [IDS[0], IDS.at(-1)]) {
        const { task } = jobView.parse(await (await ask(`GET jobs/all--${id}`)).json());
        expect(task.thresholds.moderate).toBe(0.2);
      }
    },
  );
});
