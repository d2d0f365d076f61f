import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ApiFault } from '../../../../local/kubernetes/api-fault.ts';
import { startKubernetes, type Kubernetes } from '../../../../local/kubernetes/start-kubernetes.ts';
import { Unavailable } from '../../../../shared/domain/errors.ts';
import { KubernetesCluster } from '../../../../shared/kinds/batch/adapters/kubernetes/kubernetes-cluster.ts';
import { ClusterRefusal } from '../../../../shared/kinds/batch/application/ports/cluster.ts';
import { jobManifest } from '../../../../shared/kinds/batch/domain/job-manifest.ts';
import { job } from '../domain/example-nodes.ts';
import { textContaining } from '../text-matching.ts';

let now = Date.parse('2026-03-01T00:00:00Z');
let api: Kubernetes;
let cluster: KubernetesCluster;

beforeAll(async () => {
  api = await startKubernetes({ token: 'secret-token', now: () => now });
  cluster = clusterWith('secret-token');
});

afterAll(() => api.stop());

afterEach(() => {
  api.setTrouble(undefined);
});

function clusterWith(token: string): KubernetesCluster {
  return new KubernetesCluster(() => ({ kubeconfig: { text: api.kubeconfig }, token, namespace: 'batch' }));
}

function manifest(name: string, annotations: Readonly<Record<string, string>> = {}) {
  return jobManifest(job(name, '500m', '1Gi', { annotations }), {
    ...{ name, namespace: 'batch', labels: { run: 'r1' }, annotations: {} },
    ...{ keepSeconds: 3600, timeoutSeconds: 600, preferences: [{ node: 'n1', weight: 100 }] },
  });
}

describe('KubernetesCluster', () => {
  test('reads nodes with what is taken of them', async () => {
    api.putNode({
      ...{ name: 'n1', cpu: '4', memory: '16Gi', pods: '20', labels: { disk: 'ssd' } },
      taints: [{ key: 'gpu', value: 'yes', effect: 'PreferNoSchedule' }],
    });
    await cluster.createJob(manifest('reads-nodes'));

    const [node] = await cluster.nodes();

    expect(node).toMatchObject({
      ...{ name: 'n1', isReady: true, isUnschedulable: false, podRoom: 19 },
      labels: { disk: 'ssd' },
      taints: [{ key: 'gpu', value: 'yes', effect: 'PreferNoSchedule' }],
      allocatable: { milliCores: 4000, memoryBytes: 17_179_869_184 },
      requested: { milliCores: 500, memoryBytes: 1_073_741_824 },
    });
    await cluster.deleteJob('reads-nodes');
  });

  test('takes a Job that is there already for created', async () => {
    expect(await cluster.createJob(manifest('twice'))).toBe('created');
    expect(await cluster.createJob(manifest('twice'))).toBe('exists');
  });

  test('follows Jobs and pods of its labels to their end', async () => {
    await cluster.createJob(manifest('fails', { 'stand-in/exit-code': '3' }));
    now += 1000;

    const jobs = await cluster.listJobs({ run: 'r1' });
    const pods = await cluster.listPods({ run: 'r1' });

    expect(jobs.find(({ name }) => name === 'fails')).toMatchObject({
      state: 'failed',
      message: 'BackoffLimitExceeded: Job has reached the specified backoff limit',
    });
    expect(pods.find(({ jobName }) => jobName === 'fails')).toMatchObject({
      ...{ state: 'failed', node: 'n1', exitCode: 3 },
    });
    expect(await cluster.listJobs({ run: 'other' })).toEqual([]);
  });

  test('tells why a pod waits', async () => {
    const huge = jobManifest(job('huge', '64', '1Gi'), {
      ...{ name: 'huge', namespace: 'batch', labels: { run: 'r2' }, annotations: {} },
      ...{ keepSeconds: 60, timeoutSeconds: 600, preferences: [] },
    });
    await cluster.createJob(huge);

    const [pod] = await cluster.listPods({ run: 'r2' });

    expect(pod).toMatchObject({
      state: 'waiting',
      unschedulable: '0/1 nodes are available: 1 Insufficient cpu.',
    });
  });

  test('reads the end of a log, and none of what has not begun or is gone', async () => {
    await cluster.createJob(manifest('logs', { 'stand-in/prints': 'one\ntwo\nthree' }));
    now += 1000;

    expect(await cluster.readLog('logs-p1', { lines: 2, bytes: 1000 })).toBe('three\nended with 0\n');
    expect(await cluster.readLog('huge-p1', { lines: 2, bytes: 1000 })).toBeUndefined();
    expect(await cluster.readLog('unknown', { lines: 2, bytes: 1000 })).toBeUndefined();
  });

  test('deletes a Job with its pods, and one that is gone without a word', async () => {
    await cluster.createJob(manifest('goes', { 'stand-in/runs-for-ms': '60000' }));
    await cluster.deleteJob('goes');
    await cluster.deleteJob('goes');

    const pods = await cluster.listPods({ run: 'r1' });
    expect(pods.filter(({ jobName }) => jobName === 'goes')).toEqual([]);
  });

  test('knows whether a claim is there', async () => {
    api.cluster.createClaim(
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'sources' } },
      'batch',
      now,
    );

    expect(await cluster.hasClaim('sources')).toBe(true);
    expect(await cluster.hasClaim('none')).toBe(false);
  });

  test('reads lists that come in pages', async () => {
    const listed: string[] = [];
    api.setTrouble(({ path, query }) => {
      listed.push(`${path}?${String(query)}`);
      if (path === '/api/v1/nodes') query.set('limit', '1');
      return undefined;
    });
    api.putNode({ name: 'n2', cpu: '4', memory: '16Gi' });

    const names = (await cluster.nodes()).map(({ name }) => name);

    expect(names).toEqual(['n1', 'n2']);
    expect(listed.filter((path) => path.includes('continue=1'))).toHaveLength(1);
    api.removeNode('n2');
  });

  test('takes 429, 5xx and a full quota for what passes', async () => {
    api.setTrouble(() => new ApiFault(429, 'TooManyRequests', 'slow down', { 'retry-after': '7' }));
    await expect(cluster.nodes()).rejects.toMatchObject({ name: 'Unavailable', retryAfterMs: 7000 });
    api.setTrouble(() => new ApiFault(503, 'ServiceUnavailable', 'etcd'));
    await expect(cluster.nodes()).rejects.toBeInstanceOf(Unavailable);
    api.setTrouble(() => new ApiFault(403, 'Forbidden', 'jobs is forbidden: exceeded quota: jobs'));
    await expect(cluster.createJob(manifest('quota'))).rejects.toBeInstanceOf(Unavailable);
  });

  test('takes what is forbidden, or not understood, for refused', async () => {
    api.setTrouble(() => new ApiFault(403, 'Forbidden', 'jobs is forbidden: User cannot create'));
    await expect(cluster.createJob(manifest('forbidden'))).rejects.toMatchObject({
      ...{ name: 'ClusterRefusal', status: 403 },
      message: textContaining('User cannot create'),
    });
    await expect(clusterWith('wrong').nodes()).rejects.toBeInstanceOf(ClusterRefusal);
  });

  test.each([
    'users:\n- name: a\n  user:\n    token: secret-token\n   bad: : :\n',
    '{"users":[{"user":{"token":"secret-token"}}',
  ])('tells nothing of a kubeconfig that cannot be read but where: %j', async (text) => {
    const unread = new KubernetesCluster(() => ({ kubeconfig: { text }, namespace: 'batch' }));

    const error: unknown = await unread.nodes().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(ClusterRefusal);
    expect(String(error)).toMatch(/kubeconfig is no YAML .* near line \d/);
    expect(inspect(error, { depth: 10 })).not.toContain('secret-token');
    expect(await unread.watchJobs({ run: 'r1' }, '1', 20)).toEqual({ outcome: 'unwatchable' });
  });

  test('lists pages that have grown too old again', async () => {
    api.setTrouble(() => new ApiFault(410, 'Expired', 'The provided continue parameter is too old'));
    await expect(cluster.nodes()).rejects.toBeInstanceOf(Unavailable);
  });

  test('tells nothing of its token when the cluster cannot be reached', async () => {
    const gone = new KubernetesCluster(() => ({
      kubeconfig: { text: api.kubeconfig.replace(`:${api.port}`, ':1') },
      ...{ token: 'secret-token', namespace: 'batch' },
    }));

    const error: unknown = await gone.nodes().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(Unavailable);
    expect(String(error)).not.toContain('secret-token');
  });
});
