import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiFault } from '../../../../local/kubernetes/api-fault.ts';
import { startBatchWorld, type BatchWorld } from './batch-world.ts';
import { textContaining, textMatching } from '../text-matching.ts';

const NODES = [
  { name: 'cpu-node', cpu: '16', memory: '16G' },
  { name: 'memory-node', cpu: '4', memory: '32G' },
  { name: 'small', cpu: '2', memory: '8G' },
];

const SOURCE = { url: 'https://git.example.com/team/jobs.git', path: 'jobs' };

let world: BatchWorld;

beforeEach(async () => {
  world = await startBatchWorld(NODES);
});

afterEach(() => world.api.stop());

/** A job that runs for so long and ends as it is told. */
function job(name: string, does: Readonly<Record<string, string>> = {}, differing: object = {}) {
  const annotations = Object.fromEntries(
    Object.entries({ 'runs-for-ms': '5000', ...does }).map(([key, value]) => [`stand-in/${key}`, value]),
  );
  return { name, image: 'busybox', cpu: '500m', memory: '3.5G', annotations, ...differing };
}

function jobs(count: number, does: Readonly<Record<string, string>> = {}) {
  return Array.from({ length: count }, (_, index) => job(`j${index}`, does));
}

describe('a batch', () => {
  test('packs a memory-heavy batch on the node with most memory, and spills over when that is full', async () => {
    const { output, result } = await world.run({ jobs: jobs(10) });

    expect(output).toBe('succeeded');
    // Of 4 cores eight halves, of 32 GB nine jobs: the ninth has no CPU left.
    expect(world.bound).toEqual([...Array<string>(8).fill('memory-node'), 'cpu-node', 'cpu-node']);
    expect(result).toMatchObject({
      kind: 'batch',
      words: '10 jobs succeeded on 2 nodes, 2 beside their first choice.',
      figures: { strategy: 'ratio', ratio: 0.571429, jobs: 10, onPrimary: 8, spilled: 2, nodes: 2 },
    });
  });

  test('tells the log why each job is where it is, and how it ended', async () => {
    await world.run({ jobs: [job('a', { prints: 'scored 7 rows' })] });

    const { lines } = world.log;
    expect(lines).toContainEqual(
      expect.stringMatching(/^a: expected on memory-node. The batch is memory-heavy/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^a succeeded; the end of its log:\nscored 7 rows/));
  });

  test('fills in the day of its slot, and fails for an input that it was not given', async () => {
    const { failure } = await world.run({ jobs: [job('a', {}, { args: ['{input.model}'] })] });
    expect(failure).toMatchObject({ reason: 'input-missing' });

    await world.run({ jobs: [job('a', {}, { args: ['--day', '{yyyy}-{MM}-{dd}'] })] }, { attempt: 2 });
    const [made] = world.api.cluster.jobs;
    expect(made?.body.spec.template.spec.containers[0]?.args).toEqual(['--day', '1970-01-01']);
  });

  test('fetches its source once before all jobs, and deletes it when the last is done', async () => {
    const { output } = await world.run({ source: SOURCE, jobs: jobs(2) });

    expect(output).toBe('succeeded');
    expect(world.history).toEqual([
      ...['job-created source-fetch', 'job-ended source-fetch'],
      ...['job-created j0', 'job-created j1', 'job-ended j0', 'job-ended j1'],
      'job-created source-delete',
    ]);
  });

  test('says which jobs have failed, with their exit codes, and lets the others go on', async () => {
    const { failure } = await world.run({
      source: SOURCE,
      jobs: [job('bad', { 'exit-code': '3', 'runs-for-ms': '10' }), job('good')],
    });

    expect(failure).toEqual({
      reason: 'work-failed',
      message: textMatching(/^1 of 2 jobs failed: bad \(exit code 3 on memory-node, BackoffLimitExceeded/),
    });
    expect(world.history).toContain('job-ended good');
    expect(world.history).toContain('job-created source-delete');
  });

  test('stops the others when one has failed, where the task says so', async () => {
    const { failure } = await world.run({
      whenJobFails: 'stop',
      jobs: [job('bad', { 'exit-code': '1', 'runs-for-ms': '10' }), job('long', { 'runs-for-ms': '500000' })],
    });

    expect(failure).toMatchObject({ reason: 'work-failed' });
    expect(world.goingJobs).toEqual([]);
    expect(world.history).toContain('job-deleted long');
  });

  test('has Kubernetes try a job again as often as it says', async () => {
    const { output } = await world.run({ jobs: [job('shaky', { 'fails-times': '2' }, { retries: 2 })] });

    expect(output).toBe('succeeded');
    expect(world.bound).toHaveLength(3);
  });

  test('fails when the source cannot be fetched, and says what git said', async () => {
    let isFetchMade = false;
    world.api.setTrouble(({ method, path, body }) => {
      if (method === 'POST' && path.endsWith('/jobs') && !isFetchMade) {
        isFetchMade = true;
        Reflect.set(annotationsOf(body), 'stand-in/exit-code', '128');
        Reflect.set(annotationsOf(body), 'stand-in/prints', 'fatal: repository not found');
      }
      return undefined;
    });

    const { failure } = await world.run({ source: SOURCE, jobs: jobs(1) });

    expect(failure).toMatchObject({
      reason: 'work-failed',
      message: textContaining('fatal: repository not found'),
    });
    expect(world.history).not.toContain('job-created j0');
  });

  test('waits for room to fetch its source, and to delete it, for as long as that takes', async () => {
    const setOpen = (isOpen: boolean): void => {
      for (const node of NODES) world.api.putNode({ ...node, unschedulable: !isOpen });
    };
    const startedAt = world.clock.now();
    const before = (activity: string): void => {
      if (activity === 'batchEnd') setOpen(false);
      else if (world.clock.now() > startedAt + 20 * 60_000) setOpen(true);
    };
    setOpen(false);

    const { output } = await world.run({ source: SOURCE, jobs: jobs(1) }, { before, timeoutSeconds: 7200 });

    expect(output).toBe('succeeded');
    world.clock.moveTo('2026-03-01T12:00:00Z');
    expect(world.goingJobs).toEqual(['source-delete']);
    setOpen(true);
    world.clock.moveTo('2026-03-01T12:00:01Z');
    expect(world.goingJobs).toEqual([]);
  });

  test('fails at once without a volume for its source', async () => {
    world.place = { ...world.place, sourceClaim: 'other' };

    const { failure, names } = await world.run({ source: SOURCE, jobs: jobs(1) });

    expect(failure).toMatchObject({
      reason: 'service-refused',
      message: textContaining("no claim 'other'"),
    });
    expect(names).toEqual(['batchPlan', 'batchEnd', 'recordFailure']);
  });

  test('fails for want of room when nothing of it could run until the time-out', async () => {
    const huge = job('huge', {}, { cpu: '64' });

    const { failure } = await world.run({ jobs: [huge] }, { timeoutSeconds: 60 });

    expect(failure).toMatchObject({
      reason: 'no-capacity',
      message: textMatching(/^1 job waits for a node with room, such as huge: 0\/3 nodes are available/),
    });
    expect(world.goingJobs).toEqual([]);
  });

  test('goes on when a node joins that has room', async () => {
    const huge = job('huge', {}, { cpu: '64' });
    const before = (activity: string, call: number): void => {
      if (activity === 'batchLook' && call === 3)
        world.api.putNode({ name: 'new', cpu: '96', memory: '64G' });
    };

    expect((await world.run({ jobs: [huge] }, { before })).output).toBe('succeeded');
  });

  test('times out as no more than that while its jobs run, and deletes them', async () => {
    const { failure } = await world.run(
      { jobs: jobs(1, { 'runs-for-ms': '100000000' }) },
      { timeoutSeconds: 60 },
    );

    expect(failure).toMatchObject({ reason: 'timed-out' });
    expect(world.goingJobs).toEqual([]);
  });

  test('fails when somebody else deletes one of its Jobs', async () => {
    const before = (activity: string, call: number): void => {
      if (activity !== 'batchLook' || call !== 2) return;
      const [first] = world.api.cluster.jobs;
      world.api.cluster.deleteJob('batch', first?.name ?? '', { at: world.clock.now(), withPods: true });
    };

    const { failure } = await world.run({ jobs: jobs(2) }, { before });

    expect(failure).toMatchObject({
      reason: 'work-lost',
      message: textContaining('deleted by somebody else'),
    });
  });

  test('survives the loss of a node: its pods are made again elsewhere', async () => {
    const before = (activity: string, call: number): void => {
      if (activity === 'batchLook' && call === 2) world.api.removeNode('memory-node');
    };

    expect((await world.run({ jobs: jobs(3) }, { before })).output).toBe('succeeded');
  });

  test('makes many Jobs in several steps', async () => {
    const { output, names } = await world.run({ jobs: jobs(26, { 'runs-for-ms': '10' }) });

    expect(output).toBe('succeeded');
    expect(names.filter((name) => name === 'batchCreateJobs')).toHaveLength(2);
  });
});

describe('a batch whose cluster is in trouble', () => {
  test('waits for as long as the cluster asks to wait', async () => {
    const endsAt = world.clock.now() + 120_000;
    world.api.setTrouble(() =>
      world.clock.now() < endsAt
        ? new ApiFault(429, 'TooManyRequests', 'slow down', { 'retry-after': '20' })
        : undefined,
    );

    const { output, names } = await world.run({ jobs: jobs(1) });

    expect(output).toBe('succeeded');
    expect(names.filter((name) => name === 'batchPlan')).toHaveLength(7);
  });

  test('waits in the middle of its making while a quota is full', async () => {
    let refusals = 0;
    world.api.setTrouble(({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('/jobs') || world.api.cluster.jobs.length < 2 || refusals > 2) {
        return undefined;
      }
      refusals += 1;
      return new ApiFault(403, 'Forbidden', 'jobs.batch is forbidden: exceeded quota: jobs');
    });

    const { output } = await world.run({ jobs: jobs(4) });

    expect(output).toBe('succeeded');
    expect(world.history.filter((line) => line.startsWith('job-created'))).toHaveLength(4);
  });

  test('fails as busy when it has been so until the time-out', async () => {
    world.api.setTrouble(() => new ApiFault(503, 'ServiceUnavailable', 'etcd is away'));

    const { failure } = await world.run({ jobs: jobs(1) }, { timeoutSeconds: 30 });

    expect(failure).toMatchObject({
      reason: 'service-busy',
      message: textContaining('etcd is away'),
    });
  });

  test('fails at once where it is forbidden', async () => {
    world.api.setTrouble(() => new ApiFault(403, 'Forbidden', 'nodes is forbidden: cannot list'));

    const { failure } = await world.run({ jobs: jobs(1) });

    expect(failure).toMatchObject({
      reason: 'service-refused',
      message: textContaining('cannot list'),
    });
  });
});

describe('a batch that is cancelled', () => {
  test.each([
    ['while its source is fetched', 200],
    ['while its jobs run', 4000],
  ])('%s leaves nothing running, and no source', async (_, cancelAfterMs) => {
    const { output } = await world.run(
      { source: SOURCE, jobs: jobs(3, { 'runs-for-ms': '100000' }) },
      { cancelAfterMs },
    );

    expect(output).toBe('cancelled');
    expect(world.goingJobs.filter((name) => name !== 'source-delete')).toEqual([]);
    expect(world.history).toContain('job-created source-delete');
  });

  test('leaves nothing when its own step is the first to find out', async () => {
    const { output } = await world.run(
      { source: SOURCE, jobs: jobs(2, { 'runs-for-ms': '100000' }) },
      { cancelAfterMs: 6000, isUntold: true },
    );

    expect(output).toBe('over');
    expect(world.goingJobs).toEqual(['source-delete']);
  });

  test('while its Jobs are made has those deleted that were made meanwhile', async () => {
    world.api.setTrouble(({ method }) => {
      if (method === 'POST') world.clock.moveTo('2026-03-01T07:00:00Z');
      return undefined;
    });

    await world.run(
      { jobs: jobs(2, { 'runs-for-ms': '10000000' }) },
      { cancelAfterMs: 600_000, timeoutSeconds: 7200 },
    );

    expect(world.history).toEqual([
      ...['job-created j0', 'job-created j1', 'job-deleted j0', 'job-deleted j1'],
    ]);
  });
});

describe('a batch whose steps are done twice', () => {
  test('makes each Job once, fetches once and deletes once', async () => {
    const { output } = await world.run({ source: SOURCE, jobs: jobs(3) }, { isRepeated: true });

    expect(output).toBe('succeeded');
    const made = world.history.filter((line) => line.startsWith('job-created'));
    expect([...made].sort()).toEqual([
      ...['job-created j0', 'job-created j1', 'job-created j2'],
      ...['job-created source-delete', 'job-created source-fetch'],
    ]);
  });

  test('goes by the plan that was kept first, however the nodes look by then', async () => {
    const before = (activity: string, call: number): void => {
      if (activity !== 'batchPlan' || call !== 2) return;
      world.api.setTrouble(undefined);
      world.api.putNode({ name: 'giant', cpu: '128', memory: '1T' });
    };
    let answers = 0;
    world.blobs.put('results/unrelated', '');
    world.api.setTrouble(({ path }) => {
      answers += path === '/api/v1/nodes' ? 1 : 0;
      return undefined;
    });

    await world.run({ jobs: jobs(1) }, { before, isRepeated: true });

    expect(answers).toBe(1);
    expect(world.bound).toEqual(['memory-node']);
  });

  test('deletes what an earlier attempt has left, and works beside nobody', async () => {
    const task = { jobs: jobs(2, { 'runs-for-ms': '200000' }) };
    // It ends without a word to the cluster, as when its host is lost for good.
    world.api.setTrouble(({ method }) =>
      method === 'DELETE' ? new ApiFault(503, 'ServiceUnavailable', 'away') : undefined,
    );
    await world.run(task, { timeoutSeconds: 5 });
    expect(world.goingJobs).toEqual(['j0', 'j1']);
    world.api.setTrouble(undefined);

    const { output } = await world.run(task, { attempt: 2 });

    expect(output).toBe('succeeded');
    expect(world.goingJobs).toEqual([]);
  });
});

function annotationsOf(body: unknown): object {
  const template = at(at(body, 'spec'), 'template');
  const annotations = at(at(template, 'metadata'), 'annotations');
  return typeof annotations === 'object' && annotations !== null ? annotations : {};
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
