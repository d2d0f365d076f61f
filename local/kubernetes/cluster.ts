import { alreadyExists, notFound } from './api-fault.ts';
import { Job } from './job.ts';
import { Pod } from './pod.ts';
import type { ClaimBody, JobBody, NodeBody } from './resources.ts';
import { chooseNode } from './scheduler/choose-node.ts';
import { nodeState, type NodeState } from './scheduler/node-state.ts';

/** Something that has happened, for tests to see the order of. */
export interface ClusterEvent {
  readonly at: number;
  readonly what: 'job-created' | 'job-ended' | 'job-deleted' | 'pod-bound' | 'pod-ended' | 'pod-deleted';
  readonly name: string;
  readonly node?: string;
}

/** What has become of a Job, as watches are told. */
export interface JobChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly job: Job;
}

/** An object that is there as it was given. */
export interface Stored<Body> {
  readonly body: Body;
  readonly uid: string;
  readonly version: number;
}

/**
 * Nodes, Jobs, their pods and claims of volumes, with the scheduler and the controller of Jobs. Nothing runs by itself:
 * whoever looks has everything happen first, in order, that has come due by then (`settle`).
 */
export class Cluster {
  readonly history: ClusterEvent[] = [];
  /** Called at each change of a Job, with the Job as it is then; a pod of its that starts or ends is one. */
  onJobChange: ((change: JobChange) => void) | undefined;
  readonly #nodes = new Map<string, Stored<NodeBody>>();
  readonly #claims = new Map<string, Stored<ClaimBody>>();
  readonly #jobs = new Map<string, Job>();
  readonly #pods = new Map<string, Pod>();
  #version = 1;
  #made = 0;

  /** Of the whole store: raised by each change. */
  get version(): number {
    return this.#version;
  }

  get nodes(): readonly Stored<NodeBody>[] {
    return [...this.#nodes.values()];
  }

  get jobs(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  get pods(): readonly Pod[] {
    return [...this.#pods.values()];
  }

  claimsOf(namespace: string): readonly Stored<ClaimBody>[] {
    return [...this.#claims].filter(([key]) => key.startsWith(`${namespace}/`)).map(([, claim]) => claim);
  }

  /** Puts a node there, or in place of the one that there is. */
  putNode(body: NodeBody, at: number): void {
    const { name } = body.metadata;
    this.#nodes.set(name, { body, uid: this.#nodes.get(name)?.uid ?? this.#uid(), version: this.#next() });
    this.#schedule(at);
  }

  /** Its pods are gone with it; their Jobs make others. @throws ApiFault */
  removeNode(name: string, at: number): void {
    if (!this.#nodes.delete(name)) throw notFound('nodes', name);
    for (const pod of this.pods.filter(({ node }) => node === name)) {
      this.#deletePod(pod, at);
      const job = this.#jobs.get(keyOf(pod.namespace, pod.jobName));
      if (job === undefined || pod.finishedAt !== undefined) continue;
      this.#makePod(job, at);
      this.#changed('MODIFIED', job);
    }
    this.#schedule(at);
  }

  /** @throws ApiFault */
  createClaim(body: ClaimBody, namespace: string, at: number): Stored<ClaimBody> {
    const key = keyOf(namespace, body.metadata.name);
    if (this.#claims.has(key)) throw alreadyExists('persistentvolumeclaims', body.metadata.name);
    const stored = { body, uid: this.#uid(), version: this.#next() };
    this.#claims.set(key, stored);
    this.#schedule(at);
    return stored;
  }

  /** @throws ApiFault */
  createJob(body: JobBody, namespace: string, at: number): Job {
    const key = keyOf(namespace, body.metadata.name);
    if (this.#jobs.has(key)) throw alreadyExists('jobs.batch', body.metadata.name);
    const job = new Job(body, namespace, { uid: this.#uid(), createdAt: at });
    this.#jobs.set(key, job);
    this.#note({ at, what: 'job-created', name: job.name });
    this.#makePod(job, at);
    this.#changed('ADDED', job);
    this.#schedule(at);
    return job;
  }

  /** Without its pods they stay, and go on: that is what the API server does by default. @throws ApiFault */
  deleteJob(
    namespace: string,
    name: string,
    { at, withPods }: { readonly at: number; readonly withPods: boolean },
  ): Job {
    const job = this.#jobs.get(keyOf(namespace, name));
    if (job === undefined) throw notFound('jobs.batch', name);
    this.#jobs.delete(keyOf(namespace, name));
    this.#note({ at, what: 'job-deleted', name });
    if (withPods) for (const pod of this.#podsOf(job)) this.#deletePod(pod, at);
    this.#changed('DELETED', job);
    this.#schedule(at);
    return job;
  }

  /** Has everything happen that has come due by an instant, epoch ms, each at its own time. */
  settle(now: number): void {
    for (;;) {
      const due = this.#due().sort((one, two) => one.at - two.at)[0];
      if (due === undefined || due.at > now) return;
      due.happen();
      this.#schedule(due.at);
    }
  }

  /** When something happens by itself next, epoch ms; undefined: never. */
  get nextDueAt(): number | undefined {
    const instants = this.#due().map(({ at }) => at);
    return instants.length === 0 ? undefined : Math.min(...instants);
  }

  #due(): { readonly at: number; readonly happen: () => void }[] {
    const due: { readonly at: number; readonly happen: () => void }[] = [];
    const add = (at: number | undefined, happen: (at: number) => void): void => {
      if (at !== undefined)
        due.push({
          at,
          happen: () => {
            happen(at);
          },
        });
    };
    for (const pod of this.#pods.values()) {
      add(pod.endsAt, (at) => {
        this.#endPod(pod, at);
      });
    }
    for (const job of this.#jobs.values()) {
      add(job.deadlineAt, (at) => {
        this.#endJob(job, at, 'DeadlineExceeded');
      });
      add(job.expiresAt, (at) => {
        this.deleteJob(job.namespace, job.name, { at, withPods: true });
      });
    }
    return due;
  }

  #endPod(pod: Pod, at: number): void {
    pod.finishedAt = at;
    pod.version = this.#next();
    this.#note({ at, what: 'pod-ended', name: pod.name });
    const job = this.#jobs.get(keyOf(pod.namespace, pod.jobName));
    if (job?.ended !== undefined || job === undefined) return;
    if (pod.phase === 'Succeeded') {
      job.succeeded += 1;
      this.#endJob(job, at, 'Completed');
      return;
    }
    job.failed += 1;
    if (job.failed > job.body.spec.backoffLimit) {
      this.#endJob(job, at, 'BackoffLimitExceeded');
      return;
    }
    this.#makePod(job, at);
    this.#changed('MODIFIED', job);
  }

  #endJob(job: Job, at: number, reason: string): void {
    job.ended = { at, type: reason === 'Completed' ? 'Complete' : 'Failed', reason };
    this.#note({ at, what: 'job-ended', name: job.name });
    for (const pod of this.#podsOf(job)) if (pod.finishedAt === undefined) this.#deletePod(pod, at);
    this.#changed('MODIFIED', job);
  }

  #makePod(job: Job, at: number): void {
    job.podCount += 1;
    const suffix = `p${job.podCount}`;
    const { namespace, uid: jobUid, failed: failures } = job;
    const pod = new Pod(job.body, { namespace, suffix, jobUid, failures, createdAt: at });
    pod.version = this.#next();
    this.#pods.set(keyOf(namespace, pod.name), pod);
  }

  #deletePod(pod: Pod, at: number): void {
    this.#pods.delete(keyOf(pod.namespace, pod.name));
    this.#next();
    this.#note({ at, what: 'pod-deleted', name: pod.name });
  }

  /** Binds the pods that wait, in the order of their making, as far as there is room. */
  #schedule(at: number): void {
    for (const pod of this.#pods.values()) {
      if (pod.node !== undefined || pod.finishedAt !== undefined) continue;
      const missing = this.#missingClaim(pod);
      const chosen = chooseNode(pod.spec, this.nodeStates());
      if (missing === undefined && chosen.outcome === 'chosen') this.#bind(pod, chosen.node, at);
      else if (missing !== undefined) this.#keepWaiting(pod, `persistentvolumeclaim "${missing}" not found`);
      else if (chosen.outcome === 'unschedulable') this.#keepWaiting(pod, chosen.message);
    }
  }

  #bind(pod: Pod, node: string, at: number): void {
    pod.node = node;
    pod.startedAt = at;
    pod.waitsFor = undefined;
    pod.version = this.#next();
    this.#note({ at, what: 'pod-bound', name: pod.name, node });
    const job = this.#jobs.get(keyOf(pod.namespace, pod.jobName));
    if (job !== undefined) this.#changed('MODIFIED', job);
  }

  #keepWaiting(pod: Pod, message: string): void {
    if (pod.waitsFor === message) return;
    pod.waitsFor = message;
    pod.version = this.#next();
  }

  #missingClaim({ namespace, spec }: Pod): string | undefined {
    return spec.volumes
      .map(({ persistentVolumeClaim }) => persistentVolumeClaim.claimName)
      .find((claim) => !this.#claims.has(keyOf(namespace, claim)));
  }

  /** The nodes as the scheduler sees them. */
  nodeStates(): readonly NodeState[] {
    return this.nodes.map(({ body }) => {
      const pods = this.pods.filter((pod) => pod.node === body.metadata.name && pod.finishedAt === undefined);
      return nodeState(
        body,
        pods.map(({ spec }) => spec),
      );
    });
  }

  #podsOf(job: Job): readonly Pod[] {
    return this.pods.filter((pod) => pod.namespace === job.namespace && pod.jobName === job.name);
  }

  #changed(type: JobChange['type'], job: Job): void {
    job.version = this.#next();
    this.onJobChange?.({ type, job });
  }

  #note(event: ClusterEvent): void {
    this.history.push(event);
  }

  #next(): number {
    this.#version += 1;
    return this.#version;
  }

  #uid(): string {
    this.#made += 1;
    return `00000000-0000-4000-8000-${String(this.#made).padStart(12, '0')}`;
  }
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
