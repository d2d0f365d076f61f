import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { ApiFault } from '../../../../local/kubernetes/api-fault.ts';
import { startKubernetes, type Kubernetes } from '../../../../local/kubernetes/start-kubernetes.ts';
import { KubernetesCluster } from '../../../../shared/kinds/batch/adapters/kubernetes/kubernetes-cluster.ts';
import { jobManifest } from '../../../../shared/kinds/batch/domain/job-manifest.ts';
import { PATIENCE, PATIENCE_MS } from '../../../support/patience.ts';
import { job } from '../domain/example-nodes.ts';

/** Longer than any machine takes to answer: what ends sooner has not waited for it. */
const LONG_SECONDS = 25;

const MINE = { run: 'mine' };

let now = Date.parse('2026-03-01T00:00:00Z');
let api: Kubernetes;
let cluster: KubernetesCluster;
let made = 0;

beforeAll(async () => {
  api = await startKubernetes({
    nodes: [{ name: 'n1', cpu: '64', memory: '64Gi' }],
    now: () => now,
    token: 'secret-token',
  });
  cluster = new KubernetesCluster(() => ({ kubeconfig: { text: api.kubeconfig }, namespace: 'batch' }));
});

afterAll(() => api.stop());

afterEach(() => {
  api.setTrouble(undefined);
});

/** Makes a Job whose pod runs until the clock is moved on by a minute. */
async function makeJob(labels: Readonly<Record<string, string>> = MINE): Promise<string> {
  made += 1;
  const name = `job-${made}`;
  const manifest = jobManifest(job(name, '100m', '1Mi'), {
    ...{ name, namespace: 'batch', labels, annotations: { 'stand-in/runs-for-ms': '60000' } },
    ...{ keepSeconds: 3600, timeoutSeconds: 7200, preferences: [] },
  });
  await cluster.createJob(manifest);
  return name;
}

async function version(): Promise<string> {
  return (await cluster.listJobsToWatch(MINE)).version;
}

/** Does something as soon as somebody watches. */
async function whileWatching(happen: () => unknown) {
  const from = await version();
  const watched = cluster.watchJobs(MINE, from, LONG_SECONDS);
  await vi.waitFor(() => {
    expect(api.watchCount).toBe(1);
  }, PATIENCE);
  await happen();
  return watched;
}

describe('watchJobs', { timeout: 2 * PATIENCE_MS }, () => {
  test('answers when a Job ends', async () => {
    await makeJob();
    expect(await whileWatching(() => (now += 60_000))).toEqual({ outcome: 'changed' });
  });

  test('answers when a Job begins, and when one is deleted', async () => {
    let name = '';
    expect(await whileWatching(async () => (name = await makeJob()))).toEqual({ outcome: 'changed' });
    expect(await whileWatching(() => cluster.deleteJob(name))).toEqual({ outcome: 'changed' });
  });

  test('tells at once of what has changed since the list', async () => {
    await makeJob();
    const before = await version();
    now += 60_000;

    expect(await cluster.watchJobs(MINE, before, LONG_SECONDS)).toEqual({ outcome: 'changed' });
  });

  test('is quiet about Jobs of others, and about those that wait for room', async () => {
    const from = await version();
    await makeJob({ run: 'other' });
    const huge = jobManifest(job('huge', '512', '1Mi'), {
      ...{ name: 'huge', namespace: 'batch', labels: MINE, annotations: {} },
      ...{ keepSeconds: 60, timeoutSeconds: 600, preferences: [] },
    });
    await cluster.createJob(huge);

    expect(await cluster.watchJobs(MINE, from, 2)).toMatchObject({ outcome: 'quiet' });
    await cluster.deleteJob('huge');
  });

  test('goes on from where it was quiet', async () => {
    const first = await cluster.watchJobs(MINE, await version(), 1);
    if (first.outcome !== 'quiet') throw new Error(first.outcome);
    await makeJob();

    expect(await cluster.watchJobs(MINE, first.version, LONG_SECONDS)).toEqual({ outcome: 'changed' });
  });

  test('cannot go on from a version that is too old, or of another life of the server', async () => {
    const old = await version();
    await makeJob();
    api.forgetVersions();

    expect(await cluster.watchJobs(MINE, old, LONG_SECONDS)).toEqual({ outcome: 'unwatchable' });
    expect(await cluster.watchJobs(MINE, '999999999', LONG_SECONDS)).toEqual({ outcome: 'unwatchable' });
  });

  test('cannot go on when the connection is cut', async () => {
    const cut = await whileWatching(() => {
      api.cutWatches();
    });
    expect(cut).toEqual({ outcome: 'unwatchable' });
  });

  test('cannot watch where that is forbidden, or nobody answers', async () => {
    const from = await version();
    api.setTrouble(({ query }) =>
      query.has('watch') ? new ApiFault(403, 'Forbidden', 'cannot watch jobs') : undefined,
    );
    expect(await cluster.watchJobs(MINE, from, LONG_SECONDS)).toEqual({ outcome: 'unwatchable' });

    const gone = new KubernetesCluster(() => ({
      kubeconfig: { text: api.kubeconfig.replace(`:${api.port}`, ':1') },
      namespace: 'batch',
    }));
    expect(await gone.watchJobs(MINE, from, LONG_SECONDS)).toEqual({ outcome: 'unwatchable' });
  });

  test('leaves no connection behind', async () => {
    await makeJob();
    await whileWatching(() => (now += 60_000));

    await vi.waitFor(() => {
      expect(api.watchCount).toBe(0);
    }, PATIENCE);
  });
});
