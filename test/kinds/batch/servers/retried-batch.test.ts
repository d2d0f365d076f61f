import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiFault } from '../../../../local/kubernetes/api-fault.ts';
import { textContaining, textMatching } from '../text-matching.ts';
import { startBatchWorld, type BatchWorld } from './batch-world.ts';

const NODES = [{ name: 'n1', cpu: '8', memory: '32G' }];
const SOURCE = { url: 'https://git.example.com/team/jobs.git', path: 'jobs' };

let world: BatchWorld;

beforeEach(async () => {
  world = await startBatchWorld(NODES);
});

afterEach(() => world.api.stop());

function job(name: string, does: Readonly<Record<string, string>> = {}) {
  const annotations = Object.fromEntries(
    Object.entries({ 'runs-for-ms': '5000', ...does }).map(([key, value]) => [`stand-in/${key}`, value]),
  );
  return { name, image: 'busybox', cpu: '500m', memory: '1G', annotations };
}

const [A, B, BAD, MENDED] = [job('a'), job('b'), job('c', { 'exit-code': '3' }), job('c')];

/** What was made since. */
function madeSince(before: readonly string[]): readonly string[] {
  return world.history
    .slice(before.length)
    .filter((line) => line.startsWith('job-created'))
    .map((line) => line.replace('job-created ', ''));
}

describe('another attempt of a batch', () => {
  test('makes the jobs that have not succeeded, and no others', async () => {
    const first = await world.run({ jobs: [A, BAD, B] });
    expect(first.failure).toMatchObject({ reason: 'work-failed' });
    const { history } = world;

    const { output, result, statuses } = await world.run({ jobs: [A, MENDED, B] }, { attempt: 2 });

    expect(output).toBe('succeeded');
    expect(madeSince(history)).toEqual(['c']);
    expect(result).toMatchObject({
      words: '3 jobs succeeded on 1 node, 0 beside their first choice; 2 of them in an earlier attempt.',
      figures: { jobs: 3, kept: 2, onPrimary: 3, jobSeconds: 15 },
      output: { jobs: [{ name: 'a', node: 'n1', seconds: 5 }, { name: 'b' }, { name: 'c' }] },
    });
    expect(statuses[0]).toMatchObject({ succeeded: 2 });
  });

  test('says of how many jobs some have failed, those before among them', async () => {
    await world.run({ jobs: [A, BAD, B] });

    const { failure } = await world.run({ jobs: [A, BAD, B] }, { attempt: 2 });

    expect(failure).toMatchObject({ message: textMatching(/^1 of 3 jobs failed: c /) });
  });

  test('makes all again where the task says so', async () => {
    await world.run({ jobs: [A, BAD] });
    const { history } = world;

    await world.run({ onRetry: 'all-jobs', jobs: [A, MENDED] }, { attempt: 2 });

    expect(madeSince(history)).toEqual(['a', 'c']);
  });

  test('makes again what has been edited since', async () => {
    await world.run({ jobs: [A, B, BAD] });
    const { history } = world;

    await world.run({ jobs: [{ ...A, cpu: '1' }, B, MENDED] }, { attempt: 2 });

    expect(madeSince(history)).toEqual(['a', 'c']);
  });

  test('makes all again with another source', async () => {
    await world.run({ source: SOURCE, jobs: [A, BAD] });
    const { history } = world;

    await world.run({ source: { ...SOURCE, ref: 'next' }, jobs: [A, MENDED] }, { attempt: 2 });

    expect(madeSince(history)).toEqual(['source-fetch', 'a', 'c', 'source-delete']);
  });

  test('keeps what has succeeded before a time-out', async () => {
    const long = job('long', { 'runs-for-ms': '100000' });
    await world.run({ jobs: [A, long] }, { timeoutSeconds: 30 });
    const { history } = world;

    const { output } = await world.run({ jobs: [A, long] }, { attempt: 2 });

    expect(output).toBe('succeeded');
    expect(madeSince(history)).toEqual(['long']);
  });

  test('knows what the first has done though the cluster has forgotten it', async () => {
    await world.run({ jobs: [A, BAD] });
    await world.run({ jobs: [A, BAD] }, { attempt: 2 });
    for (const { name, namespace } of world.api.cluster.jobs) {
      world.api.cluster.deleteJob(namespace, name, { at: world.clock.now(), withPods: true });
    }
    const { history } = world;

    const { output, result } = await world.run({ jobs: [A, MENDED] }, { attempt: 3 });

    expect(output).toBe('succeeded');
    expect(madeSince(history)).toEqual(['c']);
    expect(result).toMatchObject({ figures: { jobs: 2, kept: 1 } });
  });

  test('makes again what the cluster has forgotten and no plan has noted', async () => {
    await world.run({ jobs: [A, BAD] });
    for (const { name, namespace } of world.api.cluster.jobs) {
      world.api.cluster.deleteJob(namespace, name, { at: world.clock.now(), withPods: true });
    }
    const { history } = world;

    await world.run({ jobs: [A, MENDED] }, { attempt: 2 });

    expect(madeSince(history)).toEqual(['a', 'c']);
  });

  test('has nothing left to do where all had succeeded, and fetches nothing for it', async () => {
    const task = { source: SOURCE, jobs: [A, B] };
    // Its result is lost: the run is tried again though its work is done.
    await world.run(task);
    const { history } = world;

    const { output, result } = await world.run(task, { attempt: 2 });

    expect(output).toBe('succeeded');
    expect(madeSince(history)).toEqual([]);
    expect(result).toMatchObject({ figures: { jobs: 2, kept: 2 } });
  });

  test('keeps and makes the same when each of its steps is done twice', async () => {
    await world.run({ source: SOURCE, jobs: [A, BAD, B] }, { isRepeated: true });
    const { history } = world;

    const { output } = await world.run(
      { source: SOURCE, jobs: [A, MENDED, B] },
      { attempt: 2, isRepeated: true },
    );

    expect(output).toBe('succeeded');
    expect(madeSince(history)).toEqual(['source-fetch', 'c', 'source-delete']);
  });

  test('has the source of one deleted that could not do so itself', async () => {
    const task = { source: SOURCE, jobs: [job('long', { 'runs-for-ms': '200000' })] };
    world.api.setTrouble(({ method, path }) =>
      method === 'DELETE' || (method === 'POST' && world.goingJobs.includes('long') && path.endsWith('/jobs'))
        ? new ApiFault(503, 'ServiceUnavailable', 'away')
        : undefined,
    );
    await world.run(task, { timeoutSeconds: 30 });
    expect(world.history).not.toContain('job-created source-delete');
    world.api.setTrouble(undefined);
    const { history } = world;

    await world.run(task, { attempt: 2, timeoutSeconds: 900 });

    expect(madeSince(history)).toEqual(['source-delete', 'source-fetch', 'long', 'source-delete']);
  });
});

describe('a batch whose task is edited while it runs', () => {
  test('goes on with the task that it has planned', async () => {
    const edited = { source: { ...SOURCE, ref: 'next' }, jobs: [B, A, MENDED] };

    const { output, result } = await world.run({ source: SOURCE, jobs: [A, B] }, { edited });

    expect(output).toBe('succeeded');
    expect(result).toMatchObject({ output: { jobs: [{ name: 'a' }, { name: 'b' }] } });
    expect(madeSince([])).toEqual(['source-fetch', 'a', 'b', 'source-delete']);
  });

  test('gives each end to the job that it is of', async () => {
    const { failure } = await world.run({ jobs: [A, BAD] }, { edited: { jobs: [MENDED] } });

    expect(failure).toMatchObject({
      reason: 'work-failed',
      message: textMatching(/^1 of 2 jobs failed: c \(exit code 3/),
    });
  });
});

describe('the time-out of a job', () => {
  test('begins when a node has it, however long it has waited for room', async () => {
    const first = job('first', { 'runs-for-ms': '60000' });
    const patient = { ...job('patient', { 'runs-for-ms': '20000' }), timeoutSeconds: 30 };
    const jobs = [first, patient].map((one) => ({ ...one, cpu: '8' }));

    expect((await world.run({ jobs })).output).toBe('succeeded');
  });

  test('ends it, and is what the failure says', async () => {
    const { failure } = await world.run({
      jobs: [{ ...job('slow', { 'runs-for-ms': '200000' }), timeoutSeconds: 30 }],
    });

    expect(failure).toMatchObject({ message: textContaining('DeadlineExceeded') });
  });
});
