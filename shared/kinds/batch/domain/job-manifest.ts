import type { BatchJob, NodeAffinity } from './batch-job.ts';
import type { NodePreference } from './node-weights.ts';

/** Kubernetes' limit for names that become labels of pods. */
const MAX_NAME = 63;

/** Where a batch's source lies for its jobs. */
export interface MountedSource {
  readonly claim: string;
  /** Of the volume. */
  readonly subPath: string;
  /** Within the containers. */
  readonly mountPath: string;
}

/** What a manifest is made for. */
export interface ManifestContext {
  /** The whole name of the Job; of its own for each attempt and job. */
  readonly name: string;
  readonly namespace: string;
  /** By which the batch's Jobs and pods are found again. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly keepSeconds: number;
  /** After which the Job is ended whatever it does: for when nobody is left to delete it. */
  readonly timeoutSeconds: number;
  readonly preferences: readonly NodePreference[];
  readonly source?: MountedSource;
}

/** JSON that the cluster's API takes as a Job. */
export interface JobManifest {
  readonly apiVersion: 'batch/v1';
  readonly kind: 'Job';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: object;
}

/**
 * The Kubernetes Job of a batch's job: its template with the plan's preferences beside its own. It is named by the caller,
 * so that a second creation finds the first.
 */
export function jobManifest(job: BatchJob, context: ManifestContext): JobManifest {
  const labels = { ...job.labels, ...context.labels };
  const annotations = { ...job.annotations, ...context.annotations };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: context.name, namespace: context.namespace, labels, annotations },
    spec: {
      backoffLimit: job.retries,
      ttlSecondsAfterFinished: context.keepSeconds,
      activeDeadlineSeconds: context.timeoutSeconds,
      template: { metadata: { labels, annotations }, spec: podSpec(job, context) },
    },
  };
}

/** Short enough, of the job's name as far as there is room, and ended by what makes it unlike any other. */
export function jobName(name: string, unlike: string): string {
  return `${name.slice(0, MAX_NAME - unlike.length - 1).replace(/[^a-z0-9]+$/, '')}-${unlike}`;
}

function podSpec(job: BatchJob, { preferences, source }: ManifestContext): object {
  const affinity = withPreferences(job.nodeAffinity, preferences);
  return {
    restartPolicy: 'Never',
    // Of a pod it counts from when a node has it; of a Job it would count the wait for room as well.
    ...(job.timeoutSeconds === undefined ? {} : { activeDeadlineSeconds: job.timeoutSeconds }),
    containers: [container(job, source)],
    ...(job.nodeSelector === undefined ? {} : { nodeSelector: job.nodeSelector }),
    ...(job.tolerations === undefined ? {} : { tolerations: job.tolerations }),
    ...(affinity === undefined ? {} : { affinity: { nodeAffinity: affinity } }),
    ...(job.serviceAccount === undefined
      ? { automountServiceAccountToken: false }
      : { serviceAccountName: job.serviceAccount }),
    ...(job.imagePullSecrets === undefined
      ? {}
      : { imagePullSecrets: job.imagePullSecrets.map((name) => ({ name })) }),
    ...(job.priorityClass === undefined ? {} : { priorityClassName: job.priorityClass }),
    ...(source === undefined
      ? {}
      : { volumes: [{ name: SOURCE, persistentVolumeClaim: { claimName: source.claim } }] }),
  };
}

const SOURCE = 'source';

function container(job: BatchJob, source: MountedSource | undefined): object {
  const { command, args, cpu, memory, cpuLimit, memoryLimit } = job;
  const env = environment(job);
  const limits = {
    ...(cpuLimit === undefined ? {} : { cpu: cpuLimit }),
    ...(memoryLimit === undefined ? {} : { memory: memoryLimit }),
  };
  return {
    ...{ name: 'main', image: job.image },
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
    ...(env.length === 0 ? {} : { env }),
    resources: { requests: { cpu, memory }, ...(Object.keys(limits).length === 0 ? {} : { limits }) },
    securityContext: { allowPrivilegeEscalation: false },
    ...(source === undefined
      ? {}
      : {
          workingDir: source.mountPath,
          volumeMounts: [
            { name: SOURCE, mountPath: source.mountPath, subPath: source.subPath, readOnly: true },
          ],
        }),
  };
}

function environment({ env = {}, envFromSecrets = {} }: BatchJob): readonly object[] {
  return [
    ...Object.entries(env).map(([name, value]) => ({ name, value })),
    ...Object.entries(envFromSecrets).map(([name, secretKeyRef]) => ({
      name,
      valueFrom: { secretKeyRef },
    })),
  ];
}

/**
 * The template's own terms stay as they are, before the plan's: weights of terms that a node matches are added up, so a
 * template may still outweigh the plan. A node is named by its name, which no label can claim.
 */
function withPreferences(
  own: NodeAffinity | undefined,
  preferences: readonly NodePreference[],
): NodeAffinity | undefined {
  if (preferences.length === 0) return own;
  const added = preferences.map(({ node, weight }) => ({
    weight,
    preference: { matchFields: [{ key: 'metadata.name', operator: 'In' as const, values: [node] }] },
  }));
  return {
    ...own,
    preferredDuringSchedulingIgnoredDuringExecution: [
      ...(own?.preferredDuringSchedulingIgnoredDuringExecution ?? []),
      ...added,
    ],
  };
}
