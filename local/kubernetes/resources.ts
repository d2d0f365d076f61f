import { z } from 'zod';
import { readBytes, readMillis, readQuantity } from './quantity.ts';

/*
 * What callers send, as far as this server understands it. A field that it does not know is refused, not ignored: a
 * manifest that means something to a cluster must not mean nothing here.
 */

const labels = z.record(z.string(), z.string()).default({});

const quantity = z.string().refine((text) => readQuantity(text) >= 0, 'must be a quantity of at least 0');

const amounts = z.object({ cpu: quantity.optional(), memory: quantity.optional() });

const requirement = z.strictObject({
  key: z.string().min(1),
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']),
  values: z.array(z.string()).default([]),
});

/** As the API server: of a field only its name may be asked for, and of that one value. */
const fieldRequirement = requirement.refine(
  ({ key, operator, values }) =>
    key === 'metadata.name' && (operator === 'In' || operator === 'NotIn') && values.length === 1,
  'matchFields takes metadata.name, In or NotIn, and one value',
);

const selectorTerm = z.strictObject({
  matchExpressions: z.array(requirement).default([]),
  matchFields: z.array(fieldRequirement).default([]),
});

const nodeAffinity = z.strictObject({
  requiredDuringSchedulingIgnoredDuringExecution: z
    .strictObject({ nodeSelectorTerms: z.array(selectorTerm).min(1) })
    .optional(),
  preferredDuringSchedulingIgnoredDuringExecution: z
    .array(z.strictObject({ weight: z.int().min(1).max(100), preference: selectorTerm }))
    .default([]),
});

const toleration = z.strictObject({
  key: z.string().default(''),
  operator: z.enum(['Equal', 'Exists']).default('Equal'),
  value: z.string().default(''),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
  tolerationSeconds: z.int().optional(),
});

const container = z.strictObject({
  name: z.string().min(1),
  image: z.string().min(1),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  env: z.array(z.looseObject({ name: z.string().min(1) })).optional(),
  workingDir: z.string().optional(),
  resources: z.strictObject({ requests: amounts.optional(), limits: amounts.optional() }).optional(),
  volumeMounts: z
    .array(
      z.strictObject({
        name: z.string(),
        mountPath: z.string(),
        subPath: z.string().optional(),
        readOnly: z.boolean().optional(),
      }),
    )
    .optional(),
  securityContext: z.looseObject({}).optional(),
});

const podSpec = z.strictObject({
  restartPolicy: z.enum(['Never', 'OnFailure']),
  activeDeadlineSeconds: z.int().min(1).optional(),
  containers: z.array(container).min(1),
  nodeSelector: z.record(z.string(), z.string()).default({}),
  tolerations: z.array(toleration).default([]),
  affinity: z.strictObject({ nodeAffinity: nodeAffinity.optional() }).optional(),
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  imagePullSecrets: z.array(z.strictObject({ name: z.string() })).optional(),
  priorityClassName: z.string().optional(),
  volumes: z
    .array(
      z.strictObject({
        name: z.string(),
        persistentVolumeClaim: z.strictObject({ claimName: z.string(), readOnly: z.boolean().optional() }),
      }),
    )
    .default([]),
});

export type PodSpec = z.output<typeof podSpec>;
export type SelectorTerm = z.output<typeof selectorTerm>;
export type Requirement = z.output<typeof requirement>;
export type Toleration = z.output<typeof toleration>;

const dnsName = z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, 'must be a DNS name');

/** A Job's name becomes a label of its pods. */
const jobName = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be a DNS label of at most 63');

export const jobBody = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('Job'),
  metadata: z.strictObject({
    name: jobName,
    namespace: z.string().optional(),
    labels,
    annotations: labels,
  }),
  spec: z.strictObject({
    backoffLimit: z.int().min(0).default(6),
    activeDeadlineSeconds: z.int().min(1).optional(),
    ttlSecondsAfterFinished: z.int().min(0).optional(),
    template: z.strictObject({
      metadata: z.strictObject({ labels, annotations: labels }).default({ labels: {}, annotations: {} }),
      spec: podSpec,
    }),
  }),
});

export type JobBody = z.output<typeof jobBody>;

const taint = z.strictObject({
  key: z.string().min(1),
  value: z.string().default(''),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
});

export const nodeBody = z.looseObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Node'),
  metadata: z.looseObject({ name: dnsName, labels }),
  spec: z
    .looseObject({ unschedulable: z.boolean().default(false), taints: z.array(taint).default([]) })
    .default({ unschedulable: false, taints: [] }),
  status: z.looseObject({
    allocatable: z.object({ cpu: quantity, memory: quantity, pods: quantity.default('110') }),
    conditions: z
      .array(z.looseObject({ type: z.string(), status: z.enum(['True', 'False', 'Unknown']) }))
      .default([{ type: 'Ready', status: 'True' }]),
  }),
});

export type NodeBody = z.output<typeof nodeBody>;

export const claimBody = z.looseObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('PersistentVolumeClaim'),
  metadata: z.looseObject({ name: dnsName }),
});

export type ClaimBody = z.output<typeof claimBody>;

/** CPU in thousandths of a core, and memory in bytes. */
export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
}

/** What the containers of a pod ask for together. */
export function requestOf({ containers }: PodSpec): Amounts {
  return containers.reduce(
    (sum, { resources }) => ({
      cpu: sum.cpu + readMillis(resources?.requests?.cpu ?? '0'),
      memory: sum.memory + readBytes(resources?.requests?.memory ?? '0'),
    }),
    { cpu: 0, memory: 0 },
  );
}

/** What the scheduler reckons with in `LeastAllocated` for containers that ask for nothing: 100m and 200 MiB. */
export function nonZeroRequestOf({ containers }: PodSpec): Amounts {
  return containers.reduce(
    (sum, { resources }) => ({
      cpu: sum.cpu + readMillis(resources?.requests?.cpu ?? '100m'),
      memory: sum.memory + readBytes(resources?.requests?.memory ?? '200Mi'),
    }),
    { cpu: 0, memory: 0 },
  );
}
