import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startKubernetes, type Kubernetes } from '../../../local/kubernetes/start-kubernetes.ts';

const JOBS = '/apis/batch/v1/namespaces/batch/jobs';
const PODS = '/api/v1/namespaces/batch/pods';

let now = Date.parse('2026-03-01T00:00:00Z');
let api: Kubernetes;

beforeEach(async () => {
  api = await startKubernetes({ now: () => now, nodes: [{ name: 'n1', cpu: '2', memory: '8Gi' }] });
});

afterEach(() => api.stop());

function job(name: string, annotations: object = {}, spec: object = {}, podSpec: object = {}) {
  const containers = [
    { name: 'main', image: 'busybox', resources: { requests: { cpu: '1', memory: '1Gi' } } },
  ];
  return {
    ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name, labels: { batch: 'b' } } },
    spec: {
      backoffLimit: 0,
      ...spec,
      template: { metadata: { annotations }, spec: { restartPolicy: 'Never', containers, ...podSpec } },
    },
  };
}

async function call(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${api.origin}${path}`, { method, ...sent });
  return { status: response.status, body: await response.json() };
}

async function statusOf(name: string): Promise<unknown> {
  return (await call('GET', `${JOBS}/${name}`)).body;
}

describe('Jobs of the stand-in', () => {
  test('end when their pods do', async () => {
    await call('POST', JOBS, job('a', { 'stand-in/runs-for-ms': '5000' }));
    expect(await statusOf('a')).toMatchObject({ status: { active: 1 } });

    now += 5000;

    expect(await statusOf('a')).toMatchObject({
      status: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] },
    });
  });

  test('are tried again as often as their limit says', async () => {
    await call('POST', JOBS, job('a', { 'stand-in/exit-code': '2' }, { backoffLimit: 2 }));
    now += 5000;

    expect(await statusOf('a')).toMatchObject({
      status: { failed: 3, conditions: [{ type: 'Failed', reason: 'BackoffLimitExceeded' }] },
    });
  });

  test('fail at their deadline, and their pods are gone', async () => {
    await call('POST', JOBS, job('a', { 'stand-in/runs-for-ms': '9000' }, { activeDeadlineSeconds: 3 }));
    now += 4000;

    expect(await statusOf('a')).toMatchObject({ status: { conditions: [{ reason: 'DeadlineExceeded' }] } });
    expect(await call('GET', PODS)).toMatchObject({ body: { items: [] } });
  });

  test('are deleted by themselves when they were to be', async () => {
    await call('POST', JOBS, job('a', {}, { ttlSecondsAfterFinished: 10 }));
    now += 5000;
    expect((await call('GET', `${JOBS}/a`)).status).toBe(200);
    now += 10_000;
    expect((await call('GET', `${JOBS}/a`)).status).toBe(404);
  });

  test('wait for room, in the order of their making', async () => {
    for (const name of ['a', 'b', 'c']) {
      await call('POST', JOBS, job(name, { 'stand-in/runs-for-ms': '1000' }));
    }
    expect(api.cluster.pods.map(({ phase }) => phase)).toEqual(['Running', 'Running', 'Pending']);

    now += 1000;

    expect(api.cluster.pods.map(({ phase }) => phase)).toEqual(['Succeeded', 'Succeeded', 'Running']);
  });

  test('leave their pods behind unless the deletion says otherwise, as in Kubernetes', async () => {
    for (const name of ['a', 'b']) await call('POST', JOBS, job(name, { 'stand-in/runs-for-ms': '9000' }));

    await call('DELETE', `${JOBS}/a`);
    await call('DELETE', `${JOBS}/b?propagationPolicy=Background`);

    expect(api.cluster.pods.map(({ jobName }) => jobName)).toEqual(['a']);
  });

  test('wait for a claim that is not there yet', async () => {
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'sources' } }];
    await call('POST', JOBS, job('a', {}, {}, { volumes }));
    expect(api.cluster.pods[0]?.waitsFor).toBe('persistentvolumeclaim "sources" not found');

    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'sources' } };
    await call('POST', '/api/v1/namespaces/batch/persistentvolumeclaims', claim);

    expect(api.cluster.pods[0]?.phase).toBe('Running');
  });
});

describe('what the stand-in refuses', () => {
  test.each([
    ['a name that is taken', 409, 'AlreadyExists', () => call('POST', JOBS, job('taken'))],
    ['a Job that is not there', 404, 'NotFound', () => call('DELETE', `${JOBS}/none`)],
    [
      'what it does not know of a pod',
      422,
      'Invalid',
      () => call('POST', JOBS, job('a', {}, {}, { hostNetwork: true })),
    ],
    ['several completions', 422, 'Invalid', () => call('POST', JOBS, job('a', {}, { completions: 2 }))],
    ['a name that is none', 422, 'Invalid', () => call('POST', JOBS, job('A_b'))],
    ['a watch', 400, 'BadRequest', () => call('GET', `${JOBS}?watch=true`)],
    ['a selector of sets', 400, 'BadRequest', () => call('GET', `${PODS}?labelSelector=a+in+(b)`)],
    ['an operation that it does not have', 405, 'MethodNotAllowed', () => call('PUT', `${JOBS}/taken`, {})],
    ['the log of a pod that is not there', 404, 'NotFound', () => call('GET', `${PODS}/none/log`)],
  ] as const)('%s', async (_, status, reason, send) => {
    await call('POST', JOBS, job('taken'));

    expect(await send()).toMatchObject({ status, body: { kind: 'Status', reason, code: status } });
  });
});
