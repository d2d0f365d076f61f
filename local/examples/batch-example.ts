import type { Client } from '../client.ts';
import { startKubernetes } from '../kubernetes/start-kubernetes.ts';

const NAMESPACE = 'evenkeel';
const CLAIM = 'sources';

/** One for memory, one for CPU, one small. */
const NODES = [
  { name: 'memory-node', cpu: '8', memory: '64Gi' },
  { name: 'cpu-node', cpu: '32', memory: '32Gi' },
  { name: 'small-node', cpu: '4', memory: '16Gi' },
];

/** A cluster that batches run on. */
export interface ExampleCluster {
  /** Of the app: how it gets there. */
  readonly settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts a stand-in for a cluster with a volume for sources. */
export async function startExampleCluster(): Promise<ExampleCluster> {
  const api = await startKubernetes({ nodes: NODES });
  const claim = { apiVersion: 'v1' as const, kind: 'PersistentVolumeClaim' as const };
  api.cluster.createClaim({ ...claim, metadata: { name: CLAIM } }, NAMESPACE, Date.now());
  return {
    settings: {
      BATCH__kubeconfigSecret: 'example_cluster',
      SECRETS__example_cluster: api.kubeconfig,
      BATCH__sourceClaim: CLAIM,
      // The stack stops when no step is under way: one that waits for a change keeps it for so long.
      BATCH__watchSeconds: '5',
    },
    stop: () => api.stop(),
  };
}

/**
 * Schedules a batch that is heavy in memory: five jobs fill the node that has most of it, two spill over.
 *
 * @returns The job id. Doing it again changes nothing.
 */
export async function registerBatchExample(client: Client): Promise<string> {
  return (await client.ensureJob(SCORING)).jobId;
}

const PORTFOLIOS = ['retail', 'cards', 'mortgages', 'leasing', 'business', 'students', 'pensions'];

const SCORING = {
  jobId: 'example-scoring',
  kind: 'batch',
  valueStream: 'risk',
  task: {
    strategy: 'ratio',
    source: { url: 'https://git.example.com/risk/scoring.git', ref: 'main', path: 'jobs' },
    jobs: PORTFOLIOS.map((name, index) => ({
      ...{ name, image: 'python:3.13-slim', cpu: '1', memory: '12Gi' },
      ...{ command: ['python', 'score.py'], args: ['--portfolio', name, '--day', '{yyyy}-{MM}-{dd}'] },
      annotations: {
        'stand-in/runs-for-ms': String(3000 + 1500 * index),
        'stand-in/prints': `scored ${(index + 3) * 1000} accounts of ${name}`,
      },
    })),
  },
  recurrences: [{ type: 'cron', expression: '*/5 * * * *', timeZone: 'UTC' }],
};
