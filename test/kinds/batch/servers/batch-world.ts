import { plainJob } from '../../../../functions/orchestrators/run-plain-job.ts';
import {
  startKubernetes,
  type Kubernetes,
  type NodeSeed,
} from '../../../../local/kubernetes/start-kubernetes.ts';
import type { Job } from '../../../../shared/domain/job/job.ts';
import type { LoadedWork } from '../../../../shared/application/load-plain-work.ts';
import { runIdOf } from '../../../../shared/domain/run/run-id.ts';
import { KubernetesCluster } from '../../../../shared/kinds/batch/adapters/kubernetes/kubernetes-cluster.ts';
import type { BatchPlace } from '../../../../shared/kinds/batch/application/batch-desk.ts';
import { batchTask, type BatchTask } from '../../../../shared/kinds/batch/contracts/task.ts';
import { batchActivities } from '../../../../shared/kinds/batch/functions/activities.ts';
import { batchOrchestration } from '../../../../shared/kinds/batch/functions/orchestration.ts';
import { readStoredPlan } from '../../../../shared/kinds/batch/functions/read-stored-plan.ts';
import { driveOrchestration } from '../../../support/drive-orchestration.ts';
import { exampleJob, jobIdFrom } from '../../../support/example-job.ts';
import { exampleRunningRun } from '../../../support/example-run.ts';
import { MemoryBlobStore } from '../../../support/memory/memory-blobs.ts';
import { FixedClock, RecordingLog } from '../../../support/memory/memory-stores.ts';

const RUN_ID = runIdOf(jobIdFrom('nightly'), Date.parse('2026-03-01T06:00:00Z'));
const CLAIM = 'sources';

interface RunOptions {
  readonly attempt?: number;
  readonly timeoutSeconds?: number;
  /** So long after its start, ms. */
  readonly cancelAfterMs?: number;
  /** Nobody tells the instance that it is cancelled: its next step finds that the run is over. */
  readonly isUntold?: boolean;
  /** What happens at a step, before it: by its name and how often it has been called. */
  readonly before?: (activity: string, call: number) => void;
  /** Has each step done twice, the second time with its answer lost. */
  readonly isRepeated?: boolean;
}

/** Keeps what a run's log would. */
class LineLog extends RecordingLog {
  readonly lines: string[] = [];

  override info(message = ''): void {
    this.lines.push(message);
  }
}

/** Batches that run on a stand-in's cluster, by a clock of their own. */
export class BatchWorld {
  readonly clock: FixedClock;
  readonly log = new LineLog();
  readonly blobs = new MemoryBlobStore();
  readonly api: Kubernetes;
  place: BatchPlace = {
    ...{ namespace: 'batch', sourceClaim: CLAIM, fetchImage: 'alpine/git', keepSeconds: 3600 },
  };

  constructor(api: Kubernetes, clock: FixedClock) {
    this.api = api;
    this.clock = clock;
  }

  /** What has happened in the cluster, in order: `job-created a`. Names without what makes them unlike others. */
  get history(): readonly string[] {
    return this.api.cluster.history
      .filter(({ what }) => what.startsWith('job-'))
      .map(({ what, name }) => `${what} ${shortName(name)}`);
  }

  /** Names of Jobs that are there and go on. */
  get goingJobs(): readonly string[] {
    return this.api.cluster.jobs
      .filter(({ ended }) => ended === undefined)
      .map(({ name }) => shortName(name));
  }

  /** On which node each pod was put, in order. */
  get bound(): readonly string[] {
    return this.api.cluster.history.flatMap(({ what, node }) => (what === 'pod-bound' ? [node ?? ''] : []));
  }

  /** Runs one attempt to its end. */
  async run(written: object, options: RunOptions = {}) {
    const { attempt = 1, timeoutSeconds = 600, cancelAfterMs, isUntold = false } = options;
    const startedAt = this.clock.now();
    const cancelAt = cancelAfterMs === undefined ? Infinity : startedAt + cancelAfterMs;
    let failure: unknown;
    let result: unknown;
    const driven = await driveOrchestration(plainJob(batchOrchestration), {
      clock: this.clock,
      activities: {
        ...this.#activities(batchTask.parse(written), { ...options, cancelAt, timeoutSeconds }),
        commitPlainResult: (input) => {
          result = fieldOf(input, 'result');
        },
        recordFailure: (input) => {
          failure = fieldOf(input, 'failure');
        },
      },
      input: { runId: RUN_ID, attempt, timeoutSeconds },
      ...(cancelAt === Infinity || isUntold ? {} : { cancelAt }),
    });
    return { ...driven, failure, result, names: driven.calls.map(({ activity }) => activity) };
  }

  #activities(
    task: BatchTask,
    {
      cancelAt,
      timeoutSeconds,
      before,
      isRepeated = false,
      attempt: current = 1,
    }: RunOptions & { readonly cancelAt: number; readonly timeoutSeconds: number },
  ) {
    const access = { kubeconfig: { text: this.api.kubeconfig }, namespace: 'batch' };
    const job: Job = {
      ...{ ...exampleJob(), kind: 'batch' as const, task },
      policies: { ...exampleJob().policies, timeoutSeconds },
    };
    const activities = batchActivities({
      ...{ blobs: this.blobs, log: this.log, clock: this.clock, place: this.place },
      cluster: new KubernetesCluster(() => access),
      readPlan: readStoredPlan,
      fingerprint: () => '0123456789abcdef',
      load: async ({ attempt }): Promise<LoadedWork<BatchTask>> =>
        this.clock.now() >= cancelAt || attempt !== current
          ? { outcome: 'over' }
          : { outcome: 'loaded', task, job, run: exampleRunningRun(), interval: { from: 0, to: 1 } },
    });
    const counts = new Map<string, number>();
    return Object.fromEntries(
      Object.entries(activities).map(([name, handler]) => [
        name,
        async (input: unknown): Promise<unknown> => {
          const call = (counts.get(name) ?? 0) + 1;
          counts.set(name, call);
          before?.(name, call);
          if (isRepeated) await handler(input);
          const answer: unknown = await handler(input);
          return answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
        },
      ]),
    );
  }
}

/** A cluster with a claim for sources, and a world on it. */
export async function startBatchWorld(nodes: readonly NodeSeed[]): Promise<BatchWorld> {
  const clock = new FixedClock('2026-03-01T06:00:00Z');
  const api = await startKubernetes({ nodes, now: () => clock.now() });
  api.cluster.createClaim(
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: CLAIM } },
    'batch',
    clock.now(),
  );
  return new BatchWorld(api, clock);
}

function shortName(name: string): string {
  return name.replace('-0123456789abcdef', '').replace(/-a\d+(-\d+)?$/, '');
}

function fieldOf(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined;
}
