import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { startStack, type Stack } from '../../local/stack.ts';
import type { ReceiverOptions } from '../../local/webhook-receiver/receiver-options.ts';
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../local/webhook-receiver/start-webhook-receiver.ts';
import { present } from '../support/present.ts';
import { storageAccount } from '../support/storage-account.ts';
import { STRICT } from '../support/strict.ts';
import { PATIENCE_MS } from '../support/patience.ts';

/** Of a test over runs that follow each other. */
const LONG = { timeout: 3 * PATIENCE_MS };
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

const runView = z.looseObject({
  runId: z.string(),
  state: z.string(),
  finishedAt: z.string().optional(),
  failure: z.object({ reason: z.string(), message: z.string() }).optional(),
  result: z
    .looseObject({
      words: z.string(),
      figures: z.record(z.string(), z.unknown()),
      output: z.unknown().optional(),
    })
    .optional(),
});

type RunView = z.output<typeof runView>;

describe('webhooks on the local stack', () => {
  let dataDir: string;
  let storage: string;
  let stack: Stack;
  const receivers: WebhookReceiver[] = [];

  function start(http = 0): Promise<Stack> {
    const settings = {
      SECRETS__hook: SECRET,
      SECRETS__old_hook: OLD_SECRET,
      SECRETS__token: 'Bearer top-secret',
    };
    return startStack({ dataDir, storage, settings, strict: STRICT, ports: { http } });
  }

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'webhooks-'));
    storage = await storageAccount();
    stack = await start();
  });

  afterAll(async () => {
    await Promise.all(receivers.map((receiver) => receiver.stop()));
    await stack.stop();
    await rm(dataDir, { recursive: true });
  });

  async function receive(options: ReceiverOptions = {}): Promise<WebhookReceiver> {
    const receiver = await startWebhookReceiver({ workMs: 200, secrets: [SECRET], ...options });
    receivers.push(receiver);
    return receiver;
  }

  async function send(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${stack.url}/api${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Schedules a job that runs when it is asked to, and asks. */
  async function call(jobId: string, task: object): Promise<string> {
    await send('POST', '/jobs/schedule', {
      ...{ jobId, kind: 'webhook', valueStream: 'tests' },
      task: { signing: { secret: 'hook' }, tries: { initialDelaySeconds: 0.1 }, ...task },
      recurrences: [{ type: 'once', at: '2099-01-01T00:00:00Z' }],
      policies: { timeoutSeconds: 60, retry: { maxAttempts: 1 } },
    });
    return runView.parse(await send('POST', `/jobs/${jobId}/runs`, { author: 'ada', reason: 'A test.' }))
      .runId;
  }

  async function until(runId: string, isThere: (run: RunView) => boolean): Promise<RunView> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const run = runView.parse(await send('GET', `/runs/${runId}`));
      if (isThere(run)) return run;
      if (Date.now() > giveUpAt) throw new Error(`Run '${runId}' is ${run.state}.`);
      await pause(100);
    }
  }

  const ended = (runId: string): Promise<RunView> =>
    until(runId, ({ finishedAt }) => finishedAt !== undefined);

  test('are carried out once, whatever comes in between', async () => {
    const poll = { completion: 'poll', state: {}, poll: { intervalSeconds: 0.2, maxIntervalSeconds: 0.5 } };
    const well = await receive();
    const busy = await receive({ trouble: { statuses: [429, 503], retryAfter: '1' } });
    const losing = await receive({ trouble: { loseAnswers: 1 } });
    const strange = await receive({ secrets: [OLD_SECRET] });
    const failing = await receive({ trouble: { ending: 'failed' } });
    const endless = await receive({ trouble: { ending: 'never' } });
    const slow = await receive({ workMs: 6000 });

    const going = [
      call('long-poll', { url: `${slow.origin}/work`, ...poll, outputField: '/result' }),
      call('long-callback', {
        url: `${slow.origin}/callback`,
        completion: 'callback',
        outputField: '/result',
      }),
    ];
    const cancelled = await call('cancelled', {
      ...{ url: `${endless.origin}/work`, ...poll, poll: { ...poll.poll, onCancel: 'delete' } },
    });
    const runs = await Promise.all([
      call('echo', {
        url: `${well.origin}/echo`,
        headers: { authorization: { secret: 'token' } },
        body: { json: { run: '{runId}', token: { secret: 'token' } } },
      }),
      call('busy', { url: `${busy.origin}/any` }),
      call('losing', { url: `${losing.origin}/any` }),
      call('rotated', {
        url: `${strange.origin}/any`,
        signing: { secret: 'hook', previous: { secret: 'old_hook' } },
      }),
      call('unsigned', { url: `${strange.origin}/any` }),
      call('failing', { url: `${failing.origin}/work`, ...poll }),
      call('elsewhere', { url: 'http://169.254.169.254/metadata', signing: { secret: 'hook' } }),
    ]);
    const endings = await Promise.all(runs.map(ended));

    expect(endings.map(({ state, failure }) => failure?.reason ?? state)).toEqual([
      ...['succeeded', 'succeeded', 'succeeded', 'succeeded'],
      ...['service-refused', 'work-failed', 'address-refused'],
    ]);
    const [echo, tried] = endings;
    expect(JSON.stringify(echo?.result?.output)).toContain('[secret]');
    expect(JSON.stringify(endings)).not.toContain('top-secret');
    expect(tried?.result?.figures).toMatchObject({ tries: 3, status: 200 });
    expect([losing.works.length, losing.repetitions]).toEqual([1, 1]);

    await until(cancelled, () => endless.received.some(({ method }) => method === 'GET'));
    await send('POST', `/runs/${cancelled}/cancel`, { author: 'ada', reason: 'Enough.' });
    expect((await ended(cancelled)).state).toBe('cancelled');
    await until(cancelled, () => endless.works.every(({ isCancelled }) => isCancelled));

    const waiting = await Promise.all(going);
    await until(present(waiting[1]), () => slow.works.length === 2);
    const { http } = stack.ports;
    await stack.stop();
    stack = await start(http);

    const late = await Promise.all(waiting.map(ended));
    expect(late.map(({ state, failure }) => failure ?? state)).toEqual(['succeeded', 'succeeded']);
    expect(late.map(({ result }) => JSON.stringify(result?.output)).toSorted()).toEqual([
      '{"rows":1000}',
      '{"rows":1001}',
    ]);
    expect(late[1]?.result?.words).toMatch(/^127\.0\.0\.1:\d+ called back\.$/);
    expect(slow.works).toHaveLength(2);
  });

  /** The address that a receiver was told to call back at. */
  function callbackAddressOf({ received }: WebhookReceiver): string {
    const [call] = received;
    return present(call?.headers['evenkeel-callback-url']);
  }

  async function callBack(address: string, body: object): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
    await answer.body?.cancel();
    return answer.status;
  }

  async function cancel(runId: string): Promise<void> {
    await send('POST', `/runs/${runId}/cancel`, { author: 'ada', reason: 'Enough.' });
    expect((await ended(runId)).state).toBe('cancelled');
  }

  test('take a callback once, by its own token, until the end of the attempt', LONG, async () => {
    const silent = await receive({ trouble: { ending: 'never' } });
    const waiting = await receive({ trouble: { ending: 'never' } });
    const task = { completion: 'callback', outputField: '/result' };
    const taken = await call('taken', { url: `${silent.origin}/callback`, ...task });
    const off = await call('called-off', { url: `${waiting.origin}/callback`, ...task });
    await until(taken, () => silent.works.length === 1);
    await until(off, () => waiting.works.length === 1);
    const [address, stale] = [callbackAddressOf(silent), callbackAddressOf(waiting)];
    const wrong = `${address.slice(0, -4)}AAAA`;
    const done = { status: 'succeeded', result: { rows: 7 } };

    expect(await callBack(wrong, done)).toBe(404);
    expect(await callBack(address, { status: 'running' })).toBe(400);
    expect(await callBack(address, done)).toBe(204);
    expect(await callBack(address, { ...done, result: { rows: 8 } })).toBe(204);
    const run = await ended(taken);
    expect([run.state, run.result?.output]).toEqual(['succeeded', { rows: 7 }]);
    // Whoever did not hear the answer asks again, and changes nothing.
    expect(await callBack(address, { status: 'failed' })).toBe(204);
    expect((await ended(taken)).state).toBe('succeeded');

    await cancel(off);
    expect(await callBack(stale, done)).toBe(410);
    expect((await ended(off)).state).toBe('cancelled');
  });

  test('are cancelled while they wait for a busy service, and call it no more', LONG, async () => {
    const busy = await receive({
      trouble: { statuses: Array.from({ length: 50 }, () => 503), retryAfter: '2' },
    });
    const runId = await call('never-taken', { url: `${busy.origin}/any`, tries: { maxTries: 20 } });
    await until(runId, () => busy.received.length === 2);

    await cancel(runId);

    const callsOf = (key: string | undefined) =>
      busy.received.filter(({ headers }) => headers['idempotency-key'] === key).length;
    const key = busy.received[0]?.headers['idempotency-key'];
    const othersOf = () => busy.received.length - callsOf(key);
    const other = await call('taken-later', { url: `${busy.origin}/any`, tries: { maxTries: 20 } });
    // A try that was under way may still arrive; the other's pauses are as long as the first one's would be.
    await until(other, () => othersOf() === 2);
    const calls = callsOf(key);
    await until(other, () => othersOf() >= 4);
    busy.setTrouble({});
    expect((await ended(other)).state).toBe('succeeded');
    expect(callsOf(key)).toBe(calls);
  });

  test('are repeated under their key where everything stops in the middle of a call', LONG, async () => {
    const slow = await receive({ trouble: { delayMs: 3000 } });
    const runId = await call('interrupted', { url: `${slow.origin}/echo` });
    await until(runId, () => slow.received.length === 1);
    const { http } = stack.ports;
    await stack.stop();
    slow.setTrouble({});
    stack = await start(http);

    expect((await ended(runId)).state).toBe('succeeded');
    expect(slow.works).toHaveLength(1);
  });

  test('are refused with every problem that their task has', async () => {
    const refused = call('faulty', {
      ...{ url: 'ftp://hooks.example.com/{nothing}', method: 'SHOUT', expectedStatuses: ['9'] },
      ...{ signing: { secret: 'hook' }, answerSeconds: 0 },
    });
    await expect(refused).rejects.toThrow(
      /400 .*task.url.*task.method.*task.expectedStatuses.*task.answerSeconds/,
    );
    const nameless = call('nameless', {
      ...{ url: 'https://hooks.example.com/', headers: { a: { secret: 'no_such' } } },
      signing: { secret: 'nor_this' },
    });
    await expect(nameless).rejects.toThrow(/400 .*(no_such.*nor_this|nor_this.*no_such)/);
  });
});
