import { plainJob } from '../../../../functions/orchestrators/run-plain-job.ts';
import {
  startKubernetes,
  type Kubernetes,
  type NodeSeed,
} from '../../../../local/kubernetes/start-kubernetes.ts';
import type { Job } from '../../../../shared/domain/job/job.ts';
import type { LoadedWork } from '../../../../shared/application/load-plain-work.ts';
import { runIdOf, type RunAttempt } from '../../../../shared/domain/run/run-id.ts';
import { KubernetesCluster } from '../../../../shared/kinds/batch/adapters/kubernetes/kubernetes-cluster.ts';
import type { Selector, Watched } from '../../../../shared/kinds/batch/application/ports/cluster.ts';
import { planPath, type BatchPlace } from '../../../../shared/kinds/batch/application/batch-desk.ts';
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
  /** What somebody makes of the job's task once the attempt is planned. */
  readonly edited?: object;
  /** Looks wait for changes; the cluster's clock goes on meanwhile. */
  readonly watchSeconds?: number;
}

/** Keeps what a run's log would. */
class LineLog extends RecordingLog {
  readonly lines: string[] = [];
  /** When each was told, epoch ms. */
  readonly instants: number[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    super();
    this.#now = now;
  }

  override info(message = ''): void {
    this.lines.push(message);
    this.instants.push(this.#now());
  }
}

/** Waits by a world's clock: a watch of the real one would wait for a clock that nobody moves. */
class WatchedByClock extends KubernetesCluster {
  readonly #world: BatchWorld;

  constructor(access: ConstructorParameters<typeof KubernetesCluster>[0], world: BatchWorld) {
    super(access);
    this.#world = world;
  }

  /** As the real one: to the first Job that runs, has ended or is gone since the version. */
  override async watchJobs(_selector: Selector, version: string, seconds: number): Promise<Watched> {
    const { api, clock } = this.#world;
    this.#world.watchCount += 1;
    const until = clock.now() + seconds * 1000;
    const deleted = () => api.cluster.history.filter(({ what }) => what === 'job-deleted').length;
    const deletedBefore = deleted();
    for (;;) {
      const isChanged = api.cluster.jobs.some((job) => job.version > Number(version) && matters(job, api));
      if (isChanged || deleted() > deletedBefore) return { outcome: 'changed' };
      const next = Math.min(api.cluster.nextDueAt ?? Infinity, until);
      clock.moveTo(new Date(next).toISOString());
      if (next === until) return { outcome: 'quiet', version: String(api.cluster.version) };
    }
  }
}

function matters(
  { name, ended }: { readonly name: string; readonly ended: unknown },
  api: Kubernetes,
): boolean {
  const isRunning = api.cluster.pods.some((pod) => pod.jobName === name && pod.phase === 'Running');
  return ended !== undefined || isRunning;
}

/** Batches that run on a stand-in's cluster, by a clock of their own. */
export class BatchWorld {
  readonly clock: FixedClock;
  readonly log = new LineLog(() => this.clock.now());
  readonly blobs = new MemoryBlobStore();
  readonly api: Kubernetes;
  /** Watches that were asked for. */
  watchCount = 0;
  place: BatchPlace = {
    ...{ namespace: 'batch', sourceClaim: CLAIM, fetchImage: 'alpine/git', keepSeconds: 3600 },
    watchSeconds: 0,
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
      edited,
      watchSeconds = 0,
      isRepeated = false,
      attempt: current = 1,
    }: RunOptions & { readonly cancelAt: number; readonly timeoutSeconds: number },
  ) {
    const access = { kubeconfig: { text: this.api.kubeconfig }, namespace: 'batch' };
    const job: Job = {
      ...{ ...exampleJob(), kind: 'batch' as const, task },
      policies: { ...exampleJob().policies, timeoutSeconds },
    };
    const isPlanned = (attempt: RunAttempt) => this.blobs.etagOf(planPath(attempt)) !== undefined;
    const taskNow = (attempt: RunAttempt) =>
      edited !== undefined && isPlanned(attempt) ? batchTask.parse(edited) : task;
    const activities = batchActivities({
      ...{ blobs: this.blobs, log: this.log, clock: this.clock },
      place: { ...this.place, watchSeconds },
      cluster: new WatchedByClock(() => access, this),
      readPlan: readStoredPlan,
      fingerprint: () => '0123456789abcdef',
      load: async (attempt): Promise<LoadedWork<BatchTask>> =>
        this.clock.now() >= cancelAt || attempt.attempt !== current
          ? { outcome: 'over' }
          : {
              outcome: 'loaded',
              task: taskNow(attempt),
              job,
              run: exampleRunningRun(),
              interval: { from: 0, to: 1 },
            },
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
