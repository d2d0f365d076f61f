import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Client, type RunAnswer } from '../../local/client.ts';
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../local/webhook-receiver/start-webhook-receiver.ts';
import { PATIENCE, PATIENCE_MS } from '../support/patience.ts';
import { startStackProcess, type StackProcess } from '../support/stack-process.ts';

/** A stack starts again meanwhile, a process of its own. */
const TIMEOUT_MS = 4 * PATIENCE_MS;

const triggered = z.object({ runId: z.string() });
const received = z.object({ left: z.coerce.number(), right: z.coerce.number(), at: z.string() });

describe('a pipeline whose whole stack is killed', () => {
  let folder: string;
  let running: StackProcess;
  let answering: WebhookReceiver;
  let working: WebhookReceiver;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-killed-pipeline-'));
    answering = await startWebhookReceiver();
    working = await startWebhookReceiver({ workMs: 0 });
    running = await startStackProcess(folder);
    await schedule('prepare', { url: `${answering.origin}/prepare` });
    for (const jobId of ['left', 'right']) {
      const poll = { intervalSeconds: 0.2, maxIntervalSeconds: 1 };
      const state = { succeeded: ['succeeded'], failed: ['failed'] };
      await schedule(jobId, {
        ...{ url: `${working.origin}/work`, completion: 'poll', poll, state, outputField: '/result' },
      });
    }
    const json = { left: '{input.left}', right: '{input.right}', at: '{input.at}' };
    await schedule('merge', { url: `${answering.origin}/merge`, body: { json } });
    await client().scheduleJob({
      ...{ jobId: 'nightly', kind: 'pipeline', valueStream: 'tests', recurrences: [] },
      task: {
        steps: [
          { name: 'prepare', job: 'prepare' },
          { name: 'left', job: 'left', needs: ['prepare'] },
          { name: 'right', job: 'right', needs: ['prepare'] },
          {
            ...{ name: 'merge', job: 'merge', needs: ['left', 'right'] },
            input: {
              ...{ left: '{steps.left.output.rows}', right: '{steps.right.output.rows}' },
              at: '{to}',
            },
          },
        ],
      },
    });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await running.kill();
    await Promise.all([answering.stop(), working.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  function client(): Client {
    return new Client(running.url);
  }

  async function schedule(jobId: string, task: object): Promise<void> {
    const job = { jobId, kind: 'webhook', valueStream: 'tests', recurrences: [] };
    await client().scheduleJob({ ...job, task: { tries: { initialDelaySeconds: 0.1 }, ...task } });
  }

  async function trigger(): Promise<string> {
    const answer = await fetch(`${running.url}/api/jobs/nightly/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'a test' }),
    });
    return triggered.parse(await answer.json()).runId;
  }

  async function killAndStart(): Promise<void> {
    await running.kill();
    running = await startStackProcess(folder);
  }

  async function ended(runId: string): Promise<RunAnswer> {
    return vi.waitFor(async () => {
      const run = await client().readRun(runId);
      if (run.finishedAt === undefined) throw new Error(`Run '${runId}' is ${run.state}.`);
      return run;
    }, PATIENCE);
  }

  function callsOf(path: string): readonly { readonly body: string }[] {
    return answering.received.filter((call) => call.path === path);
  }

  test(
    'while steps go beside each other ends once, with each step carried out once and all data passed on',
    { timeout: TIMEOUT_MS },
    async () => {
      working.setTrouble({ ending: 'never' });
      const runId = await trigger();
      await vi.waitFor(() => {
        expect(working.works).toHaveLength(2);
      }, PATIENCE);

      await killAndStart();
      working.setTrouble({});
      const run = await ended(runId);

      expect(run.failure).toBeUndefined();
      expect(run.plain?.words).toBe('All 4 steps have succeeded.');
      // A call whose answer was lost with the process is repeated under its key, and begins nothing more.
      expect([working.works.length, callsOf('/prepare').length]).toEqual([2, 1]);
      const merged = callsOf('/merge').map(({ body }) => received.parse(JSON.parse(body)));
      expect(merged.map(({ at }) => Date.parse(at))).toEqual([Date.parse(run.dueAt)]);
      expect(merged.flatMap(({ left, right }) => [left, right]).toSorted((a, b) => a - b)).toEqual([
        1000, 1001,
      ]);
      for (const jobId of ['nightly', 'prepare', 'left', 'right', 'merge']) {
        const runs = await client().listRuns(jobId);
        expect(runs.map(({ state }) => state)).toEqual(['succeeded']);
      }
    },
  );

  test(
    'while a call of a step is under way repeats that call alone, under its key',
    { timeout: TIMEOUT_MS },
    async () => {
      const before = answering.works.length;
      const runId = await trigger();
      await vi.waitFor(() => {
        expect(callsOf('/merge').length).toBeGreaterThan(1);
      }, PATIENCE);

      await killAndStart();
      const run = await ended(runId);

      expect(run.plain?.words).toBe('All 4 steps have succeeded.');
      // Whether the answer had come before the kill or not: what the call asks for is begun once.
      expect(answering.works.length - before).toBe(2);
      expect(working.works).toHaveLength(4);
    },
  );

  test(
    'with a pipeline that was cancelled a moment before leaves no step going',
    { timeout: TIMEOUT_MS },
    async () => {
      working.setTrouble({ ending: 'never' });
      const runId = await trigger();
      await vi.waitFor(() => {
        expect(working.works).toHaveLength(6);
      }, PATIENCE);
      const cancelled = await fetch(`${running.url}/api/runs/${runId}/cancel`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reason: 'Enough.' }),
      });
      expect(cancelled.status).toBe(200);

      await killAndStart();

      await vi.waitFor(async () => {
        const runs = await Promise.all(['left', 'right'].map((jobId) => client().listRuns(jobId)));
        expect(runs.map(([latest]) => latest?.state)).toEqual(['cancelled', 'cancelled']);
      }, PATIENCE);
      expect((await client().readRun(runId)).state).toBe('cancelled');
      expect(await client().listRuns('merge')).toHaveLength(2);
    },
  );
});
