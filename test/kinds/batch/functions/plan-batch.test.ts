import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clusterAccess } from '../../../../shared/kinds/batch/functions/cluster-access.ts';
import { ClusterRefusal } from '../../../../shared/kinds/batch/application/ports/cluster.ts';
import { createPlanJobs } from '../../../../shared/kinds/batch/application/plan-jobs.ts';
import { batchSettings } from '../../../../shared/kinds/batch/settings.ts';
import { runCommand, type CommandRun } from '../../../support/cli/run-command.ts';
import { serveRegistry, type ServedApp } from '../../../support/cli/serve-registry.ts';
import { registerIn } from '../../../support/memory/memory-app.ts';
import { createMemoryWorld } from '../../../support/memory/memory-world.ts';

describe('evenkeel batch plan', () => {
  let served: ServedApp;
  let folder: string;

  beforeEach(async () => {
    served = await serveRegistry(registerIn(createMemoryWorld('2026-03-01T06:00:00Z')));
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-batch-'));
  });

  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await served.stop();
  });

  function file(name: string, content: object): string {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  }

  function plan(batch: object, ...args: readonly string[]): Promise<CommandRun> {
    return runCommand(['batch', 'plan', '-f', file('batchJob.json', batch), '--server', served.url, ...args]);
  }

  const JOBS = [
    { name: 'a', image: 'busybox', cpu: '500m', memory: '3.5G' },
    { name: 'b', image: 'busybox', cpu: '500m', memory: '3.5G' },
  ];
  const NODES = [
    { name: 'cpu-node', cpu: '16', memory: '16G' },
    { name: 'memory-node', cpu: 4, memory: '64G', requestedMemory: '1G' },
  ];

  test('shows where each job would go, and why', async () => {
    const { stdout, exitCode } = await plan({ jobs: JOBS }, '--nodes', file('nodes.json', NODES));

    expect(exitCode).toBe(0);
    expect(stdout).toContain('2 jobs, 1 cores and 7 GB: ratio 0.571429, memory-heavy. Placed by ratio.');
    expect(stdout).toMatch(/^a +0.5 +3.5 GB +memory +memory-node +1 of 2 +cpu-node \(15\)$/m);
    expect(stdout).toMatch(/^memory-node +4 +63 GB +2 +3 +56 GB$/m);
    expect(stdout).toMatch(
      /^a, b: The batch is memory-heavy \(ratio 0.571\), and memory-node has the most memory free/m,
    );
  });

  test('takes a list of jobs alone, and another strategy', async () => {
    const { stdout } = await plan(
      JOBS,
      '--nodes',
      file('nodes.json', NODES),
      '--strategy',
      'dominant-share',
      '--json',
    );

    expect(JSON.parse(stdout)).toMatchObject({
      strategy: 'dominant-share',
      jobs: [{ expectedOn: 'cpu-node' }, {}],
    });
  });

  test('names every fault of the file', async () => {
    const { stderr, exitCode } = await plan({ jobs: [{ ...JOBS[0], cpu: '1K' }, { name: 'x' }] });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/\/jobs\/0\/cpu/);
    expect(stderr).toMatch(/\/jobs\/1\/image/);
  });

  test('says that jobs wait where there is no node', async () => {
    const { stdout } = await plan({ jobs: JOBS });

    expect(stdout).toMatch(/^a +0.5 +3.5 GB +memory +waits/m);
    expect(stdout).toContain('the cluster has no nodes');
  });
});

describe('clusterAccess', () => {
  const secrets = { get: (name: string) => (name === 'TOKEN' ? 'secret' : undefined) };

  test('reads where the cluster is from settings', () => {
    const settings = batchSettings.parse({
      BATCH__kubeconfig: '/etc/kubeconfig',
      BATCH__tokenSecret: 'TOKEN',
    });

    expect(clusterAccess(settings, secrets)).toEqual({
      ...{
        kubeconfig: { path: '/etc/kubeconfig' },
        token: 'secret',
        namespace: 'evenkeel',
        context: undefined,
      },
    });
  });

  test.each([
    ['nothing is set', {}, /BATCH__kubeconfig/],
    ['empty settings', { BATCH__kubeconfig: '', BATCH__sourceClaim: '' }, /BATCH__kubeconfig/],
    ['a secret that is not there', { BATCH__kubeconfigSecret: 'NONE' }, /SECRETS__NONE/],
  ])('refuses %s, and says what to set', (_, environment, message) => {
    expect(() => clusterAccess(batchSettings.parse(environment), secrets)).toThrow(message);
  });
});

describe('createPlanJobs', () => {
  test('takes a setting that is empty for one that is left out', () => {
    const names = Object.keys(batchSettings.shape);

    expect(batchSettings.parse(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(
      batchSettings.parse({}),
    );
  });

  test('asks for nodes where the cluster cannot be read', async () => {
    const nodes = async (): Promise<never> => {
      throw new ClusterRefusal(0, 'There is no cluster.');
    };

    await expect(
      createPlanJobs({ cluster: { nodes } })({ strategy: 'ratio', jobs: [] }),
    ).rejects.toMatchObject({
      ...{ name: 'InvalidInput', issues: [{ pointer: '/nodes' }] },
    });
  });
});
