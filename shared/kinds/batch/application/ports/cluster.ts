import type { ClusterNode } from '../../domain/cluster-node.ts';
import type { JobManifest } from '../../domain/job-manifest.ts';

/** A Job as the cluster has it. Instants are epoch ms. */
export interface ClusterJob {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: 'active' | 'succeeded' | 'failed';
  /** Of a failed one, in the cluster's words. */
  readonly message?: string;
}

/** A pod of a Job as the cluster has it. */
export interface ClusterPod {
  readonly name: string;
  readonly jobName: string;
  readonly createdAt: number;
  readonly state: 'waiting' | 'running' | 'succeeded' | 'failed';
  readonly node?: string;
  /** Why no node has it, in the scheduler's words. */
  readonly unschedulable?: string;
  /** What else it waits for, such as its image. */
  readonly waitsFor?: string;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  /** Why it ended where that is not its own doing, in a word: `OOMKilled`, `DeadlineExceeded`, `Evicted`. */
  readonly endReason?: string;
}

/** Jobs, and from when on their changes are not in the list: fit for `watchJobs`. */
export interface JobList {
  readonly jobs: readonly ClusterJob[];
  readonly version: string;
}

/** How a watch ended. */
export type Watched =
  /** A Job has begun, ended, or is gone. */
  | { readonly outcome: 'changed' }
  /** Nothing of that has happened until the version. */
  | { readonly outcome: 'quiet'; readonly version: string }
  /** It could not be watched, or no longer: nothing is known. */
  | { readonly outcome: 'unwatchable' };

/** Labels that all have to be there, each with its value. */
export type Selector = Readonly<Record<string, string>>;

/**
 * Thrown when the cluster does not do what it was asked for, and would not the next time either: it is forbidden, or the
 * manifest is refused. Its message is the cluster's own.
 */
export class ClusterRefusal extends Error {
  override readonly name = 'ClusterRefusal';
  /** Of the answer. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/**
 * One cluster, in the namespace that the settings name. Every method throws Unavailable when the cluster cannot be
 * reached, is overloaded or asks to wait (quotas too: they are for what others have running), ClusterRefusal for
 * what will not do.
 */
export interface Cluster {
  /** All nodes with what their pods ask for, of whatever namespace. */
  nodes(): Promise<readonly ClusterNode[]>;

  /** Creates a Job; one of that name that is there already is left as it is. */
  createJob(manifest: JobManifest): Promise<'created' | 'exists'>;

  listJobs(selector: Selector): Promise<readonly ClusterJob[]>;
  listJobsToWatch(selector: Selector): Promise<JobList>;

  /** Waits for a change of Jobs since a version, but no longer than so many seconds. Of all there is, only ClusterRefusal is thrown. */
  watchJobs(selector: Selector, version: string, seconds: number): Promise<Watched>;

  listPods(selector: Selector): Promise<readonly ClusterPod[]>;

  /** Deletes a Job and its pods; one that is not there is deleted. */
  deleteJob(name: string): Promise<void>;

  /** The end of a pod's log; undefined where there is none to be had (not begun, or gone). */
  readLog(
    pod: string,
    limits: { readonly lines: number; readonly bytes: number },
  ): Promise<string | undefined>;

  /** Whether a claim of a persistent volume is there. */
  hasClaim(name: string): Promise<boolean>;
}
