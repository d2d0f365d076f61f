import { z } from 'zod';
import { timeZoneName } from '../../../contracts/http/data-source.ts';
import { placeholderFaults } from '../../fill-placeholders.ts';
import { ON_RETRY, PARAMETERS_FOR, PURPOSES, type DatabricksTask } from '../domain/databricks-task.ts';
import { CONNECTION_NAME } from '../settings.ts';

/** Of Databricks: what parameters may have as JSON. */
const MAX_PARAMETER_BYTES = 10_000;
const MAX_SPEC_BYTES = 16 * 1024;

/** A text that is filled in for each run. */
function filledText(maxLength: number): z.ZodString {
  return z
    .string()
    .min(1, 'must not be empty')
    .max(maxLength)
    .superRefine((text, context) => {
      for (const message of placeholderFaults(text)) context.addIssue({ code: 'custom', message });
    });
}

const parameters = z
  .record(z.string().min(1).max(200), z.union([filledText(4000), z.literal('')]))
  .refine(
    (given) => bytesOf(given) <= MAX_PARAMETER_BYTES,
    'must be at most 10,000 bytes as JSON, as Databricks has it',
  )
  .default({});

/** A number of 64 bits: as a text where it has more than 15 digits, which JSON's readers round. */
const workspaceId = z.union(
  [
    z
      .int()
      .positive()
      .transform((id) => String(id)),
    z.string().regex(/^[1-9]\d{0,18}$/),
  ],
  'must be an id: digits, as a text where there are more than 15',
);

const compute = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('serverless'),
      environmentVersion: z
        .string()
        .regex(/^\d{1,3}$/, 'must be a number, such as "2"')
        .exactOptional(),
      dependencies: z.array(z.string().min(1).max(500)).max(100).default([]),
    }),
    z.strictObject({
      type: z.literal('existing-cluster'),
      clusterId: z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'must be the id of a cluster'),
    }),
    z.strictObject({
      type: z.literal('new-cluster'),
      spec: z
        .record(z.string(), z.unknown())
        .refine((spec) => typeof spec['spark_version'] === 'string', 'must have a "spark_version"')
        .refine((spec) => bytesOf(spec) <= MAX_SPEC_BYTES, 'must be at most 16 KiB as JSON'),
    }),
  ])
  .prefault({ type: 'serverless' });

const job = z.strictObject({
  type: z.literal('job'),
  jobId: workspaceId,
  parameters,
  parametersFor: z.enum(PARAMETERS_FOR, `must be one of ${PARAMETERS_FOR.join(', ')}`).default('job'),
  queue: z.boolean().default(true),
  fullRefresh: z.boolean().exactOptional(),
});

const notebook = z
  .strictObject({
    type: z.literal('notebook'),
    path: filledText(1000),
    parameters,
    git: z
      .strictObject({
        url: z.url({ protocol: /^https$/, error: 'must be an https:// address' }).max(300),
        provider: z.string().regex(/^[A-Za-z]{1,40}$/, 'must be a provider, such as "gitHub"'),
        branch: z.string().min(1).max(255).exactOptional(),
        tag: z.string().min(1).max(255).exactOptional(),
        commit: z
          .string()
          .regex(/^[0-9a-f]{7,64}$/, 'must be a commit')
          .exactOptional(),
      })
      .refine(
        ({ branch, tag, commit }) => [branch, tag, commit].filter((each) => each !== undefined).length === 1,
        'needs one of branch, tag and commit',
      )
      .exactOptional(),
    compute,
  })
  .refine(({ path, git }) => path.startsWith('/') === (git === undefined), {
    path: ['path'],
    message: 'must begin with "/" in a workspace, and without in a repository',
  })
  .refine((given) => given.compute.type !== 'serverless' || given.compute.dependencies.length === 0, {
    path: ['compute', 'dependencies'],
    message: 'are those of Python wheels: a serverless notebook has its own environment',
  });

const pythonWheel = z
  .strictObject({
    type: z.literal('python-wheel'),
    packageName: z.string().min(1).max(200),
    entryPoint: z.string().min(1).max(200),
    parameters,
    arguments: z.array(filledText(4000)).max(200).exactOptional(),
    wheels: z.array(filledText(1000)).max(50).default([]),
    compute,
  })
  .refine((given) => given.arguments === undefined || Object.keys(given.parameters).length === 0, {
    path: ['arguments'],
    message: 'exclude "parameters"',
  });

const tableNames = z.array(z.string().min(1).max(300)).max(100).default([]);

const pipeline = z.strictObject({
  type: z.literal('pipeline'),
  pipelineId: z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'must be the id of a pipeline'),
  fullRefresh: z.boolean().default(false),
  tables: tableNames,
  fullRefreshTables: tableNames,
  parameters,
});

const pollSeconds = z.number().min(1, 'must be at least 1').max(3600, 'must be at most 3600');

/** What a job of the kind does, as a caller says it. */
export const databricksTask = z
  .strictObject({
    connection: z
      .string()
      .max(64)
      .regex(CONNECTION_NAME, 'must be the name of a connection of the settings')
      .default('default'),
    purpose: z.enum(PURPOSES, `must be one of ${PURPOSES.join(', ')}`),
    work: z.discriminatedUnion('type', [job, notebook, pythonWheel, pipeline]),
    modelId: z.string().min(1).max(200).exactOptional(),
    requiresModelVersion: z.boolean().default(false),
    datasetPath: filledText(1000).exactOptional(),
    outputTask: z.string().min(1).max(100).exactOptional(),
    onRetry: z.enum(ON_RETRY, `must be one of ${ON_RETRY.join(', ')}`).default('new-run'),
    poll: z
      .strictObject({
        intervalSeconds: pollSeconds.default(5),
        maxIntervalSeconds: pollSeconds.default(60),
      })
      .refine(
        ({ intervalSeconds, maxIntervalSeconds }) => intervalSeconds <= maxIntervalSeconds,
        'intervalSeconds must not be greater than maxIntervalSeconds',
      )
      .prefault({}),
    timeZone: timeZoneName.exactOptional(),
  })
  .superRefine((task, context) => {
    for (const { path, message } of purposeFaults(task)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });

/** Reads the task of a stored job. @throws ZodError where it is none of the kind's. */
export function readDatabricksTask(task: unknown): DatabricksTask {
  return databricksTask.parse(task);
}

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

/** Each purpose asks for what belongs to it, and for nothing else. */
function purposeFaults(task: DatabricksTask): readonly Fault[] {
  const { purpose, work, modelId, datasetPath, requiresModelVersion, onRetry } = task;
  const isTraining = purpose === 'model-training';
  const checks: readonly [boolean, Fault][] = [
    [isTraining && modelId === undefined, fault('modelId', 'is needed: the model that is trained')],
    [!isTraining && modelId !== undefined, fault('modelId', 'belongs to the purpose model-training')],
    [
      !isTraining && requiresModelVersion,
      fault('requiresModelVersion', 'belongs to the purpose model-training'),
    ],
    [
      purpose !== 'data-processing' && datasetPath !== undefined,
      fault('datasetPath', 'belongs to the purpose data-processing'),
    ],
    [
      (purpose === 'pipeline') !== (work.type === 'pipeline') && work.type !== 'job',
      {
        path: ['work', 'type'],
        message: 'pipeline goes with the purpose pipeline: either has the other, or a job',
      },
    ],
    [
      purpose !== 'pipeline' && work.type === 'job' && work.fullRefresh !== undefined,
      { path: ['work', 'fullRefresh'], message: 'belongs to the purpose pipeline' },
    ],
    [
      onRetry === 'repair-failed' && work.type !== 'job',
      fault('onRetry', 'can be repair-failed for a job of the workspace only: submitted work has one task'),
    ],
  ];
  return checks.flatMap(([isAtFault, found]) => (isAtFault ? [found] : []));
}

function fault(field: string, message: string): Fault {
  return { path: [field], message };
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
