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
}

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
