import { z } from 'zod';
import { outgoingUrlFaults } from '../../../contracts/http/outgoing-url.ts';
import { withPlaceholders } from '../../fill-placeholders.ts';
import type { Toleration } from '../domain/batch-job.ts';
import { STRATEGIES } from '../domain/batch-plan.ts';
import { readCpu, readMemory } from '../domain/resources.ts';

/** So many Jobs an API server takes of one caller without being felt by the others. */
export const MAX_JOBS = 200;

const MAX_NAME = 40;

/** Numbers may be written as such: 0.5 is "0.5". */
const quantityText = z
  .union([z.string(), z.number()], 'must be a quantity, such as "500m" or 0.5')
  .transform(String)
  .pipe(z.string().max(50));

function quantity(read: (text: string) => number | undefined, example: string) {
  return quantityText.refine(
    (text) => (read(text) ?? 0) > 0,
    `must be a quantity of Kubernetes above 0, such as ${example}`,
  );
}

const cpu = quantity(readCpu, '"500m" or 0.5').describe('Cores: what it asks for, and is placed by.');
const memory = quantity(readMemory, '"3.5G" or "1Gi"').describe('Bytes: what it asks for, and is placed by.');

const label = z
  .string()
  .max(63)
  .regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/, 'must be the value of a label');

const labelKey = z
  .string()
  .max(317)
  .regex(
    /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    'must be the key of a label',
  );

/** Names of things of the cluster. */
const dnsName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be a name of Kubernetes: small letters, digits, - and .');

const secretKey = z
  .strictObject({
    name: dnsName,
    key: z.string().regex(/^[-A-Za-z0-9_.]{1,253}$/, 'must be a key of a secret'),
  })
  .readonly()
  .describe('A value of a secret of the cluster, in the namespace of the batch. The app never sees it.');

const requirement = z
  .strictObject({
    key: z.string().min(1).max(317),
    operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']),
    values: z.array(z.string().max(253)).max(100).readonly().exactOptional(),
  })
  .readonly()
  .superRefine(({ operator, values = [] }, context) => {
    const [least, most] = VALUE_COUNTS[operator];
    if (values.length >= least && values.length <= most) {
      if (most !== 1 || /^[+-]?\d{1,19}$/.test(values[0] ?? '')) return;
      context.addIssue({ code: 'custom', path: ['values', 0], message: 'must be a whole number' });
      return;
    }
    const allowed = most === 0 ? 'no values' : most === 1 ? 'one value' : 'at least one value';
    context.addIssue({ code: 'custom', path: ['values'], message: `${operator} takes ${allowed}` });
  });

/** As the API server checks them. */
const VALUE_COUNTS = {
  In: [1, Infinity],
  NotIn: [1, Infinity],
  Exists: [0, 0],
  DoesNotExist: [0, 0],
  Gt: [1, 1],
  Lt: [1, 1],
} as const;

const selectorTerm = z
  .strictObject({
    matchExpressions: z.array(requirement).min(1).max(20).readonly(),
  })
  .readonly();

const nodeAffinity = z
  .strictObject({
    requiredDuringSchedulingIgnoredDuringExecution: z
      .strictObject({ nodeSelectorTerms: z.array(selectorTerm).min(1).max(20).readonly() })
      .readonly()
      .exactOptional(),
    preferredDuringSchedulingIgnoredDuringExecution: z
      .array(z.strictObject({ weight: z.int().min(1).max(100), preference: selectorTerm }).readonly())
      .max(20)
      .readonly()
      .exactOptional(),
  })
  .readonly();

const toleration = z
  .strictObject({
    key: labelKey.exactOptional(),
    operator: z.enum(['Equal', 'Exists']).exactOptional(),
    value: label.exactOptional(),
    effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).exactOptional(),
    tolerationSeconds: z.int().min(0).exactOptional(),
  })
  .readonly()
  .superRefine((toleration, context) => {
    for (const { path, message } of tolerationFaults(toleration)) {
      context.addIssue({ code: 'custom', path: [path], message });
    }
  });

interface TolerationFault {
  readonly path: string;
  readonly message: string;
}

/** What the API server would refuse a whole Job for. */
function tolerationFaults({ key, operator, value = '', effect, tolerationSeconds }: Toleration) {
  const faults: TolerationFault[] = [];
  const exists = operator === 'Exists';
  if (key === undefined && !exists)
    faults.push({ path: 'operator', message: 'must be Exists without a key' });
  if (exists && value !== '')
    faults.push({ path: 'value', message: 'must be left out where the operator is Exists' });
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    faults.push({ path: 'effect', message: 'must be NoExecute with tolerationSeconds' });
  return faults;
}

/** May hold placeholders of the run's slot and input. */
const filledText = z.string().max(10_000).superRefine(withPlaceholders());

const texts = z.array(filledText).max(200).readonly();

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be a name of a variable');

const batchJob = z
  .strictObject({
    name: z
      .string()
      .max(MAX_NAME, `must have at most ${MAX_NAME} characters`)
      .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/, 'must be small letters, digits and -, and begin with a letter')
      .describe('Its own within the batch.'),
    image: z.string().regex(/^[A-Za-z0-9][^\s]{0,299}$/, 'must be the name of an image'),
    command: texts.exactOptional(),
    args: texts.exactOptional(),
    env: z.record(variableName, filledText).readonly().exactOptional(),
    envFromSecrets: z.record(variableName, secretKey).readonly().exactOptional(),
    cpu,
    memory,
    cpuLimit: quantity(readCpu, '"1"').exactOptional(),
    memoryLimit: quantity(readMemory, '"4G"').exactOptional(),
    nodeSelector: z.record(labelKey, label).readonly().exactOptional(),
    tolerations: z.array(toleration).max(20).readonly().exactOptional(),
    nodeAffinity: nodeAffinity
      .exactOptional()
      .describe('As of a pod. The preferences of the plan are added.'),
    labels: z.record(labelKey, label).readonly().exactOptional(),
    annotations: z.record(labelKey, z.string().max(10_000)).readonly().exactOptional(),
    serviceAccount: dnsName.exactOptional(),
    imagePullSecrets: z.array(dnsName).max(5).readonly().exactOptional(),
    priorityClass: dnsName.exactOptional(),
    retries: z.int().min(0).max(10).default(0).describe('How often Kubernetes tries it again.'),
    timeoutSeconds: z.int().min(1).max(604_800).exactOptional(),
  })
  .readonly()
  .superRefine((job, context) => {
    if (isAbove(readCpu(job.cpu), readCpu(job.cpuLimit ?? ''))) {
      context.addIssue({ code: 'custom', path: ['cpuLimit'], message: 'must not be below cpu' });
    }
    if (isAbove(readMemory(job.memory), readMemory(job.memoryLimit ?? ''))) {
      context.addIssue({ code: 'custom', path: ['memoryLimit'], message: 'must not be below memory' });
    }
  });

function isAbove(request: number | undefined, limit: number | undefined): boolean {
  return request !== undefined && limit !== undefined && request > limit;
}

const source = z
  .strictObject({
    url: z
      .string()
      .max(500)
      .superRefine((text, context) => {
        const faults = outgoingUrlFaults(text, 'https://git.example.com/team/jobs.git');
        for (const message of faults) context.addIssue({ code: 'custom', message });
        if (faults.length === 0 && !text.startsWith('https://')) {
          context.addIssue({ code: 'custom', message: 'must begin with https://' });
        }
      })
      .describe('Of a git repository; without user and password: those are a secret of the cluster.'),
    ref: z
      .string()
      .max(200)
      .regex(/^[A-Za-z0-9][-A-Za-z0-9._/]*$/, 'must be a branch, a tag or a commit')
      .default('HEAD'),
    path: z
      .string()
      .max(300)
      .regex(/^[^/\0]/, 'must be a path within the repository')
      .refine((path) => !path.split('/').includes('..'), 'must not lead out of the repository')
      .default('.'),
    mountPath: z
      .string()
      .max(300)
      .regex(/^\/[^:\0]+$/, 'must be a path from the root')
      .refine((path) => !path.split('/').includes('..'), 'must not hold ".."')
      .default('/source'),
    credentials: secretKey.exactOptional(),
  })
  .readonly()
  .describe('Fetched once to the shared volume, mounted by all jobs, deleted when the last is done.');

/** What a caller writes under `task`. */
export const batchTask = z
  .strictObject({
    strategy: z.enum(STRATEGIES).default('ratio'),
    whenJobFails: z
      .enum(['go-on', 'stop'])
      .default('go-on')
      .describe('With the others of the batch. The run fails either way.'),
    onRetry: z
      .enum(['failed-jobs', 'all-jobs'])
      .default('failed-jobs')
      .describe('What another attempt makes: the jobs that have not succeeded, or all.'),
    source: source.exactOptional(),
    jobs: z
      .array(batchJob)
      .min(1)
      .max(MAX_JOBS)
      .readonly()
      .superRefine((jobs, context) => {
        const names = jobs.map(({ name }) => name);
        names.forEach((name, index) => {
          if (names.indexOf(name) === index) return;
          context.addIssue({ code: 'custom', path: [index, 'name'], message: 'is the name of another job' });
        });
      }),
  })
  .readonly();

export type BatchTask = z.output<typeof batchTask>;

/** A task as a caller writes it. */
export const EXAMPLE_TASK = {
  strategy: 'ratio',
  source: { url: 'https://git.example.com/risk/scoring.git', ref: 'main', path: 'jobs' },
  jobs: [
    {
      name: 'score-retail',
      image: 'python:3.13-slim',
      command: ['python', 'score.py'],
      args: ['--portfolio', 'retail', '--day', '{yyyy}-{MM}-{dd}'],
      cpu: '500m',
      memory: '3.5G',
    },
    {
      name: 'score-cards',
      image: 'python:3.13-slim',
      command: ['python', 'score.py'],
      args: ['--portfolio', 'cards'],
      cpu: 1,
      memory: '2Gi',
      nodeSelector: { 'kubernetes.io/os': 'linux' },
    },
  ],
};
