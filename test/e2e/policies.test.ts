import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startStack, type Stack } from '../../local/stack.ts';
import { present } from '../support/present.ts';
import { atNearInstant } from '../../local/near-instant.ts';
import { jobRequest, onceAt, scoresCsv, upload } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';
import { STRICT } from '../support/strict.ts';
import { startSlowBlobs, type SlowBlobs } from './slow-blobs.ts';
import { PATIENCE } from '../support/patience.ts';

const WHY = { author: 'ada', reason: 'It is a test.' };

/** Attempts that follow one another as fast as a job may ask for. */
const QUICK = { initialDelaySeconds: 1, backoffCoefficient: 1, nonRetryable: [] };

const runAnswer = z.looseObject({
  runId: z.string(),
  state: z.string(),
  answer: z.string(),
  attempt: z.number(),
  dueAt: z.string(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  failure: z.object({ reason: z.string() }).optional(),
  cancelled: z.object({ author: z.string(), reason: z.string() }).optional(),
  endedAttempts: z.array(z.object({ failure: z.object({ reason: z.string() }) })),
});
type RunAnswer = z.output<typeof runAnswer>;

const instanceAnswer = z.looseObject({
  status: z.looseObject({ runtimeStatus: z.string(), output: z.unknown() }),
  history: z.array(z.looseObject({ EventType: z.string() })),
});

/** They live side by side, each with jobs and files of its own: most of their time is waiting. */
describe.concurrent('policies on the local stack', () => {
  let blobs: SlowBlobs;
  let stack: Stack;

  beforeAll(async () => {
    blobs = await startSlowBlobs(await storageAccount());
    stack = await startStack({ storage: blobs.connectionString, strict: STRICT });
    await upload(stack, 'baselines/m.csv', scoresCsv(1000));
    await upload(stack, 'datasets/m.csv', scoresCsv(1000));
  });

  afterAll(async () => {
    await stack.stop();
    await blobs.stop();
  });

  function ask(path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
    const json = { 'content-type': 'application/json', ...headers };
    const sent = body === undefined ? {} : { method: 'POST', headers: json, body: JSON.stringify(body) };
    return fetch(`${stack.url}/api/${path}`, sent);
  }

  function edit(jobId: string, body: object, etag: string): Promise<Response> {
    const headers = { 'content-type': 'application/json', 'if-match': etag };
    return fetch(`${stack.url}/api/jobs/${jobId}`, { method: 'PUT', headers, body: JSON.stringify(body) });
  }

  /** A job on a file of its own name, with what a test wants otherwise. */
  async function schedule(
    jobId: string,
    recurrence: object | object[],
    policies: object = {},
  ): Promise<void> {
    const answer = await ask('jobs/schedule', definition(jobId, recurrence, policies));
    const text = await answer.text();
    if (answer.status !== 201) throw new Error(`${jobId}: ${answer.status} ${text}`);
  }

  /** The same, due in a second. */
  function scheduleSoon(jobId: string, policies: object = {}): Promise<void> {
    return atNearInstant((at) => schedule(jobId, onceAt(at), policies));
  }

  function definition(jobId: string, recurrence: object | object[], policies: object = {}): object {
    const task = { modelId: 'm', baseline: 'baselines/m.csv', current: `datasets/${jobId}.csv` };
    const recurrences = [recurrence].flat();
    return { ...jobRequest(jobId), task: { ...task, scoreColumn: 'score' }, recurrences, policies };
  }

  /** A file that comes so slowly that its measurement goes on until the test lets it end. */
  async function slowFile(name: string): Promise<void> {
    await upload(stack, `datasets/${name}.csv`, scoresCsv(1000));
    blobs.slowDown(`${name}.csv`);
  }

  async function runsOf(jobId: string): Promise<RunAnswer[]> {
    const page = z.object({ items: z.array(runAnswer) });
    const { items } = page.parse(await (await ask(`jobs/${jobId}/runs?limit=100`)).json());
    return items.sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  }

  async function statesOf(jobId: string): Promise<string[]> {
    return (await runsOf(jobId)).map(({ state }) => state);
  }

  /** The first run of a job for which it holds; an error when there is none in time. */
  function firstRun(jobId: string, isMeant: (run: RunAnswer) => boolean): Promise<RunAnswer> {
    return vi.waitFor(async () => {
      const runs = await runsOf(jobId);
      return present(runs.find(isMeant), `such run among ${runs.map(({ answer }) => answer).join(', ')}`);
    }, PATIENCE);
  }

  /** The first run that is measuring, its download under way. */
  async function firstGoing(jobId: string): Promise<RunAnswer> {
    const run = await firstRun(jobId, ({ state }) => state === 'running');
    await vi.waitFor(() => {
      expect(blobs.counts(`${jobId}.csv`).going).toBeGreaterThan(0);
    }, PATIENCE);
    return run;
  }

  async function instanceOf(runId: string) {
    const answer = await fetch(`${stack.url}/admin/instances/${encodeURIComponent(runId)}/state.json`);
    return instanceAnswer.parse(await answer.json());
  }

  async function whenEnded(runId: string) {
    return vi.waitFor(async () => {
      const instance = await instanceOf(runId);
      expect(instance.status.runtimeStatus).toBe('Completed');
      return instance;
    }, PATIENCE);
  }

  async function resultsOf(runId: string): Promise<string[]> {
    const names: string[] = [];
    const found = stack.blobs.getContainerClient('results').listBlobsFlat({ prefix: `m/${runId}/` });
    for await (const { name } of found) names.push(name);
    return names;
  }

  test('cancels a run that is measuring: at once, its work stops, and nothing is committed', async () => {
    await slowFile('cancelled');
    await scheduleSoon('cancelled');
    const { runId } = await firstGoing('cancelled');

    const answer = await ask(`runs/${runId}/cancel`, WHY);

    expect(answer.status).toBe(200);
    const cancelled = runAnswer.parse(await answer.json());
    expect(cancelled).toMatchObject({ state: 'cancelled', cancelled: WHY });
    await vi.waitFor(() => {
      expect(blobs.counts('cancelled.csv').going).toBe(0);
    }, PATIENCE);
    expect(blobs.counts('cancelled.csv').brokenOff).toBeGreaterThan(0);
    const { status, history } = await whenEnded(runId);
    expect(status.output).toBe('cancelled');
    expect(history.map(({ EventType }) => EventType)).toContain('EventRaised');
    expect(runAnswer.parse(await (await ask(`runs/${runId}`)).json())).toMatchObject(cancelled);
    expect(await resultsOf(runId)).toEqual([]);
  });

  test('stops the work of a cancelled run whose file has stopped coming', async () => {
    await upload(stack, 'datasets/stalled.csv', scoresCsv(1000));
    blobs.stall('stalled.csv');
    await scheduleSoon('stalled');
    const { runId } = await firstGoing('stalled');

    await ask(`runs/${runId}/cancel`, WHY);

    await vi.waitFor(() => {
      expect(blobs.counts('stalled.csv').going).toBe(0);
    }, PATIENCE);
    expect((await whenEnded(runId)).status.output).toBe('cancelled');
  });

  test('lets the next run of a job begin at once when the one before it is cancelled', async () => {
    await slowFile('freed');
    await schedule('freed', everySecond(3, 2), { overlap: 'buffer-one' });
    const first = await firstGoing('freed');
    await firstRun('freed', ({ state }) => state === 'waiting');

    await ask(`runs/${first.runId}/cancel`, WHY);
    blobs.finish('freed.csv');

    expect(await firstRun('freed', ({ state }) => state === 'succeeded')).not.toMatchObject(first);
  });

  test('fails a run as timed out after the last of its attempts', async () => {
    await slowFile('too-long');
    await scheduleSoon('too-long', { timeoutSeconds: 1, retry: { ...QUICK, maxAttempts: 2 } });

    const run = await firstRun('too-long', ({ finishedAt }) => finishedAt !== undefined);

    expect(run).toMatchObject({ state: 'failed', attempt: 2, failure: { reason: 'timed-out' } });
    expect(run.endedAttempts.map(({ failure }) => failure.reason)).toEqual(['timed-out', 'timed-out']);
    await vi.waitFor(() => {
      expect(blobs.counts('too-long.csv').going).toBe(0);
    }, PATIENCE);
    expect(await resultsOf(run.runId)).toEqual([]);
  });

  test('tries again after a pause, and succeeds once the data are there', async () => {
    const retry = { ...QUICK, maxAttempts: 10 };
    await scheduleSoon('late-data', { retry });
    const waiting = await firstRun('late-data', ({ endedAttempts }) => endedAttempts.length > 0);
    expect(waiting.endedAttempts[0]).toMatchObject({ failure: { reason: 'current-not-found' } });

    await upload(stack, 'datasets/late-data.csv', scoresCsv(1000));

    const run = await firstRun('late-data', ({ finishedAt }) => finishedAt !== undefined);
    expect(run.state).toBe('succeeded');
    expect(run.attempt).toBeGreaterThan(1);
    expect(run.endedAttempts).toHaveLength(run.attempt - 1);
  });

  test('skips slots that find a run going, and goes on with the one after it', async () => {
    await slowFile('skip');
    // More slots than a slow machine needs; what is left of them goes with the job.
    await schedule('skip', everySecond(1, 80), { overlap: 'skip' });
    const first = await firstGoing('skip');
    await vi.waitFor(async () => {
      const skipped = (await runsOf('skip')).filter(({ answer }) => answer === 'skipped: overlap');
      expect(skipped.length).toBeGreaterThanOrEqual(2);
    }, PATIENCE);

    blobs.finish('skip.csv');

    const next = await firstRun('skip', ({ state, runId }) => state === 'succeeded' && runId !== first.runId);
    await fetch(`${stack.url}/api/jobs/skip`, { method: 'DELETE' });
    expect(next.dueAt > first.dueAt).toBe(true);
    expect((await firstRun('skip', ({ runId }) => runId === first.runId)).state).toBe('succeeded');
  });

  test('lets one slot wait for the run that is going, and skips the others', async () => {
    await slowFile('buffer');
    // Apart enough that each finds the one before where it has to be.
    await schedule('buffer', everySecond(3, 4), { overlap: 'buffer-one' });
    const first = await firstGoing('buffer');
    await vi.waitFor(async () => {
      expect(await statesOf('buffer')).toEqual(['running', 'waiting', 'skipped', 'skipped']);
    }, PATIENCE);

    blobs.finish('buffer.csv');

    await vi.waitFor(async () => {
      expect(await statesOf('buffer')).toEqual(['succeeded', 'succeeded', 'skipped', 'skipped']);
    }, PATIENCE);
    const [ended, second] = await runsOf('buffer');
    expect(ended?.runId).toBe(first.runId);
    expect(second?.answer).toBe('late: overlap');
    expect((second?.startedAt ?? '') >= (ended?.finishedAt ?? '~')).toBe(true);
  });

  test('ends the run that is going when the next is due', async () => {
    await slowFile('replaced');
    await schedule('replaced', everySecond(3, 3), { overlap: 'cancel-other' });
    await vi.waitFor(async () => {
      expect(await statesOf('replaced')).toEqual(['cancelled', 'cancelled', 'running']);
    }, PATIENCE);

    blobs.finish('replaced.csv');

    await vi.waitFor(async () => {
      expect(await statesOf('replaced')).toEqual(['cancelled', 'cancelled', 'succeeded']);
    }, PATIENCE);
    const [first, second] = await runsOf('replaced');
    expect(first?.cancelled).toEqual({
      author: 'evenkeel',
      reason: `Run '${second?.runId ?? ''}' took its place (cancel-other).`,
    });
  });

  test('lets one run go at a time over two jobs that name the same key', async () => {
    for (const jobId of ['gate-a', 'gate-b']) await slowFile(jobId);
    const policies = { concurrency: { key: 'warehouse', limit: 1 } };
    for (const jobId of ['gate-a', 'gate-b']) await scheduleSoon(jobId, policies);
    const states = async () => [...(await statesOf('gate-a')), ...(await statesOf('gate-b'))].sort();
    await vi.waitFor(async () => {
      expect(await states()).toEqual(['running', 'waiting']);
    }, PATIENCE);

    for (const file of ['gate-a.csv', 'gate-b.csv']) blobs.finish(file);

    await vi.waitFor(async () => {
      expect(await states()).toEqual(['succeeded', 'succeeded']);
    }, PATIENCE);
    const [a, b] = [...(await runsOf('gate-a')), ...(await runsOf('gate-b'))].sort((one, other) =>
      (one.startedAt ?? '') < (other.startedAt ?? '') ? -1 : 1,
    );
    expect(b?.answer).toBe('late: concurrency-limit');
    expect((b?.startedAt ?? '') >= (a?.finishedAt ?? '~')).toBe(true);
  });

  test('runs a job by hand once for a key, however often it comes', async () => {
    await schedule('by-hand', { type: 'once', at: '2099-01-01T00:00:00Z' });
    await upload(stack, 'datasets/by-hand.csv', scoresCsv(1000));
    const trigger = () => ask('jobs/by-hand/runs', WHY, { 'idempotency-key': 'k1' });

    const answers = await Promise.all([trigger(), trigger()]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 202]);
    const run = await firstRun('by-hand', ({ finishedAt }) => finishedAt !== undefined);
    expect(run).toMatchObject({ state: 'succeeded', trigger: 'manual', requested: WHY });
    expect((await trigger()).status).toBe(200);
    expect(await statesOf('by-hand')).toEqual(['succeeded']);
  });

  test('starts nothing while it is paused, and runs all that was missed when a resume asks for it', async () => {
    await upload(stack, 'datasets/paused.csv', scoresCsv(1000));
    const policies = { overlap: 'allow-all', catchUp: { maxPerMinute: 6000 } };
    // A job without a slot in store is completed, which cannot be paused any more.
    const slots = everySecond(1, 6);
    await schedule('paused', [slots, { type: 'once', at: '2099-01-01T00:00:00Z' }], policies);
    expect((await ask('jobs/paused/pause', WHY)).status).toBe(200);
    await vi.waitFor(async () => {
      const answers = (await runsOf('paused')).map(({ answer }) => answer);
      expect(answers.filter((answer) => answer === 'skipped: job-paused').length).toBeGreaterThanOrEqual(3);
    }, PATIENCE);

    expect((await ask('jobs/paused/resume', { runMissed: 'all' })).status).toBe(200);

    await vi.waitFor(async () => {
      expect(await statesOf('paused')).toEqual(Array(6).fill('succeeded'));
    }, PATIENCE);
    const late = (await runsOf('paused')).filter(({ answer }) => answer === 'late: job-paused');
    expect(late.length).toBeGreaterThanOrEqual(3);
  });

  test('runs the slots of the new definition after an edit, and not those of the old', async () => {
    await upload(stack, 'datasets/edited.csv', scoresCsv(1000));
    // Far enough ahead that the edit comes before both.
    await schedule('edited', onceAt(Date.now() + 19_000));
    const etag = (await ask('jobs/edited')).headers.get('etag') ?? '';
    const body = definition('edited', onceAt(Date.now() + 20_000));

    const edited = await edit('edited', body, etag);

    expect(edited.status).toBe(200);
    await vi.waitFor(async () => {
      const answers = (await runsOf('edited')).map(({ answer, state }) => `${answer}, ${state}`);
      expect(answers).toEqual(['skipped: job-edited, skipped', 'ran, succeeded']);
    }, PATIENCE);
    expect((await edit('edited', body, etag)).status).toBe(412);
  });

  test('says that a run is dead whose job nobody can read, and runs it when asked again', async () => {
    await upload(stack, 'datasets/poison.csv', scoresCsv(1000));
    // Broken long before it begins.
    await schedule('poison', onceAt(Date.now() + 6_000));
    const job = new CosmosClient({
      endpoint: stack.settings['COSMOS__accountEndpoint'] ?? '',
      key: stack.settings['COSMOS__accountKey'] ?? '',
    })
      .database('evenkeel')
      .container('jobs')
      .item('poison', 'poison');
    await job.patch([{ op: 'set', path: '/state', value: 'broken' }]);

    const { runId } = await vi.waitFor(async () => {
      const list = z.object({ items: z.array(runAnswer) });
      const page = list.parse(await (await ask('runs?state=dead')).json());
      return present(page.items.find(({ runId }) => runId.startsWith('poison.')));
    }, PATIENCE);
    await job.patch([{ op: 'set', path: '/state', value: 'completed' }]);
    expect(await runsOf('poison')).toMatchObject([
      { state: 'dead', cause: { reason: 'MaxDeliveryCountExceeded' } },
    ]);

    expect((await ask(`runs/${runId}/retry`, WHY)).status).toBe(202);

    expect(await firstRun('poison', ({ state }) => state === 'succeeded')).toMatchObject({ runId });
  });
});

/** So many slots, so many seconds apart, the first on a whole second so far ahead that the job is there by then. */
function everySecond(everySeconds: number, slots: number, inSeconds = 10): object {
  const startAt = Math.ceil(Date.now() / 1000 + inSeconds) * 1000;
  return {
    ...{ type: 'interval', everySeconds, anchorAt: new Date(startAt).toISOString() },
    startAt: new Date(startAt).toISOString(),
    endAt: new Date(startAt + ((slots - 1) * everySeconds + 0.5) * 1000).toISOString(),
  };
}
