import type { NodeSelectorTerm } from './node-selector.ts';
import { NO_RESOURCES, plus, readCpu, readMemory, type Resources } from './resources.ts';

/** Lets a pod go where taints would keep it away. */
export interface Toleration {
  readonly key?: string;
  readonly operator?: 'Equal' | 'Exists';
  readonly value?: string;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  readonly tolerationSeconds?: number;
}

export interface PreferredTerm {
  /** 1 to 100. */
  readonly weight: number;
  readonly preference: NodeSelectorTerm;
}

/** As `spec.affinity.nodeAffinity` of a pod. */
export interface NodeAffinity {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: {
    readonly nodeSelectorTerms: readonly NodeSelectorTerm[];
  };
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly PreferredTerm[];
}

/** One value of a secret of the cluster, which the app never sees. */
export interface SecretKey {
  /** Of the secret, in the batch's namespace. */
  readonly name: string;
  readonly key: string;
}

/** One job of a batch: the template that a Kubernetes Job is made from. */
export interface BatchJob {
  /** Its own within the batch. */
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Variables from secrets of the cluster. */
  readonly envFromSecrets?: Readonly<Record<string, SecretKey>>;
  /** A quantity: what it asks for, and what it is placed by. */
  readonly cpu: string;
  readonly memory: string;
  readonly cpuLimit?: string;
  readonly memoryLimit?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
  readonly nodeAffinity?: NodeAffinity;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly serviceAccount?: string;
  readonly imagePullSecrets?: readonly string[];
  readonly priorityClass?: string;
  /** How often Kubernetes tries it again. */
  readonly retries: number;
  /** Of each try, from when a node has it; absent: as long as the run may take. */
  readonly timeoutSeconds?: number;
}

/** What a job asks for. Throws RangeError for quantities that its contract would have refused. */
export function requestOf({ name, cpu, memory }: BatchJob): Resources {
  const milliCores = readCpu(cpu);
  const memoryBytes = readMemory(memory);
  if (milliCores === undefined || memoryBytes === undefined) {
    throw new RangeError(`Job '${name}' asks for '${cpu}' of CPU and '${memory}' of memory.`);
  }
  return { milliCores, memoryBytes };
}

/** What all jobs ask for together. */
export function totalRequest(jobs: readonly BatchJob[]): Resources {
  return jobs.reduce((sum, job) => plus(sum, requestOf(job)), NO_RESOURCES);
}
