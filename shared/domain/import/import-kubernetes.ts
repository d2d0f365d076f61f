import { assumedZone, bounded, clockChange, DraftJobs } from './draft-jobs.ts';
import type {
  DraftPolicies,
  DraftRecurrence,
  Import,
  ImportDefaults,
  MeaningDifference,
  SourceDocument,
} from './imported-job.ts';
import { readRobfigSchedule } from './read-robfig-schedule.ts';
import { countAt, isFields, listAt, pointerOf, textAt, valueAt } from './read-fields.ts';

/*
 * CronJobs of Kubernetes, as the controller of version 1.21 and later acts on them (pkg/controller/cronjob:
 * cronjob_controllerv2.go, utils.go), and their Jobs (pkg/controller/job).
 */

const YEAR_SECONDS = 366 * 86_400;
const WEEK_SECONDS = 7 * 86_400;

/** What a Job does that says nothing: six retries, 10 s, 20 s, 40 s … and at most six minutes apart. */
const BACKOFF_LIMIT = 6;
const BACKOFF = { initialDelaySeconds: 10, backoffCoefficient: 2, maxDelaySeconds: 360 };

type Path = readonly (string | number)[];

interface Manifest {
  readonly value: unknown;
  readonly path: Path;
  readonly document: SourceDocument;
}

/** Jobs of manifests: CronJobs, alone or in a List; what else there is, is named as a problem. */
export function importKubernetes(documents: readonly SourceDocument[], defaults: ImportDefaults): Import {
  const drafts = new DraftJobs(defaults);
  for (const manifest of documents.flatMap(manifestsOf)) addCronJob(drafts, manifest, defaults);
  return drafts.import;
}

function manifestsOf(document: SourceDocument): readonly Manifest[] {
  const { value } = document;
  if (value === null || value === undefined) return [];
  if (textAt(value, 'kind')?.endsWith('List') !== true) return [{ value, path: [], document }];
  return listAt(value, 'items').map((item, index) => ({ value: item, path: ['items', index], document }));
}

function addCronJob(drafts: DraftJobs, { value, path, document }: Manifest, defaults: ImportDefaults): void {
  const line = document.lineOf(path);
  const kind = textAt(value, 'kind');
  if (kind !== 'CronJob') {
    drafts.problem(line, kind === undefined ? 'has no "kind"' : `is a ${kind}, and no CronJob`);
    return;
  }
  const name = nameOf(value);
  const spec = valueAt(value, 'spec');
  const schedule = textAt(spec, 'schedule');
  const scheduleLine = document.lineOf([...path, 'spec', 'schedule']) ?? line;
  if (schedule === undefined || !isFields(spec)) {
    drafts.problem(scheduleLine, `'${name}' has no spec.schedule`);
    return;
  }
  const read = readRobfigSchedule(schedule);
  if ('problem' in read) {
    drafts.problem(scheduleLine, `'${name}': ${read.problem}`);
    return;
  }
  const timed = withZone(read.recurrence, read.timeZone ?? textAt(spec, 'timeZone'), defaults);
  const policies = [overlapOf(spec), deadlineOf(spec), timeoutOf(spec), retryOf(spec)];
  drafts.add({
    name,
    source: {
      ...(scheduleLine === undefined ? {} : { line: scheduleLine }),
      ...(path.length === 0 ? {} : { path: pointerOf(path) }),
    },
    recurrence: timed.recurrence,
    policies: together(policies),
    differences: [
      { code: 'work-not-imported', message: 'the pods of its jobTemplate are not run here' },
      ...timed.differences,
      ...read.differences,
      ...policies.flatMap((part) => part.differences),
      ...suspended(spec),
      ...notImported(spec),
    ],
  });
}

function nameOf(value: unknown): string {
  const name = textAt(value, 'metadata', 'name') ?? textAt(value, 'metadata', 'generateName') ?? 'cronjob';
  const namespace = textAt(value, 'metadata', 'namespace');
  return namespace === undefined || namespace === 'default' ? name : `${namespace}-${name}`;
}

type Recurring =
  | Exclude<DraftRecurrence, { readonly type: 'cron' }>
  | { readonly type: 'cron'; readonly expression: string };

function withZone(
  recurrence: Recurring,
  named: string | undefined,
  defaults: ImportDefaults,
): { readonly recurrence: DraftRecurrence; readonly differences: readonly MeaningDifference[] } {
  if (recurrence.type === 'interval') return { recurrence, differences: [] };
  const zone =
    named === undefined
      ? assumedZone(defaults, "kube-controller-manager's local time")
      : { timeZone: named, differences: [] };
  const { timeZone } = zone;
  return {
    recurrence: { ...recurrence, dialect: 'unix5', timeZone },
    differences: [
      ...zone.differences,
      ...clockChange(
        timeZone,
        'a time in the hour left out is skipped, and one in the hour that comes twice runs twice',
      ),
    ],
  };
}

interface Part {
  readonly policies: DraftPolicies;
  readonly differences: readonly MeaningDifference[];
}

function together(parts: readonly Part[]): DraftPolicies {
  return parts.reduce<DraftPolicies>((all, { policies }) => ({ ...all, ...policies }), {
    catchUp: { policy: 'latest' },
  });
}

function overlapOf(spec: unknown): Part {
  const pointer = '/policies/overlap';
  switch (textAt(spec, 'concurrencyPolicy') ?? 'Allow') {
    case 'Allow':
      return { policies: { overlap: 'allow-all' }, differences: [] };
    case 'Replace':
      return { policies: { overlap: 'cancel-other' }, differences: [] };
    case 'Forbid': {
      const message =
        'Forbid starts the latest slot that came due meanwhile when the running job ends; here the first one waits for that, and later ones are skipped ("skip" would start none)';
      return {
        policies: { overlap: 'buffer-one' },
        differences: [{ code: 'overlap', message, pointer }],
      };
    }
    default: {
      const message = 'concurrencyPolicy is none that is known: "skip" is taken';
      return { policies: { overlap: 'skip' }, differences: [{ code: 'overlap', message, pointer }] };
    }
  }
}

function deadlineOf(spec: unknown): Part {
  const seconds = countAt(spec, 'startingDeadlineSeconds');
  const pointer = '/policies/startDeadlineSeconds';
  if (seconds === undefined) {
    const message = `after an outage Kubernetes starts the latest missed slot however long ago it was (with a warning when there are more than 100); here it starts within policies.catchUp.windowSeconds, seven days by default`;
    const pointerOfCatchUp = '/policies/catchUp';
    return { policies: {}, differences: [{ code: 'missed-slots', message, pointer: pointerOfCatchUp }] };
  }
  const deadline = bounded(seconds, { least: 1, most: YEAR_SECONDS, pointer, code: 'start-deadline' });
  const message = 'less than 10 s may never start in Kubernetes, which looks every 10 s; here it does';
  return {
    policies: { startDeadlineSeconds: deadline.value },
    differences: [
      ...deadline.differences,
      ...(seconds < 10 ? [{ code: 'start-deadline' as const, message, pointer }] : []),
    ],
  };
}

function timeoutOf(spec: unknown): Part {
  const seconds = countAt(spec, 'jobTemplate', 'spec', 'activeDeadlineSeconds');
  const pointer = '/policies/timeoutSeconds';
  if (seconds === undefined) {
    const message =
      'Kubernetes lets a job go on for ever; here an attempt ends after policies.timeoutSeconds';
    return { policies: {}, differences: [{ code: 'timeout', message, pointer }] };
  }
  const timeout = bounded(seconds, { least: 1, most: WEEK_SECONDS, pointer, code: 'timeout' });
  const message = 'activeDeadlineSeconds bounds a job with all its retries; here it bounds each attempt';
  return {
    policies: { timeoutSeconds: timeout.value },
    differences: [...timeout.differences, { code: 'timeout', message, pointer }],
  };
}

function retryOf(spec: unknown): Part {
  const limit = countAt(spec, 'jobTemplate', 'spec', 'backoffLimit') ?? BACKOFF_LIMIT;
  const pointer = '/policies/retry';
  const attempts = bounded(limit + 1, {
    ...{ least: 1, most: 20, code: 'retries' },
    pointer: `${pointer}/maxAttempts`,
  });
  const message = `backoffLimit counts retries of pods (${limit}); here the attempts of a run are counted, the first included, and failures that another attempt would not mend are not repeated`;
  return {
    policies: { retry: { maxAttempts: attempts.value, ...BACKOFF } },
    differences: [...attempts.differences, { code: 'retries', message, pointer }],
  };
}

function suspended(spec: unknown): MeaningDifference[] {
  if (valueAt(spec, 'suspend') !== true) return [];
  return [{ code: 'suspended', message: 'it is suspended there: pause it here once it is created' }];
}

/** Fields of no consequence here, or of none that could be had. */
function notImported(spec: unknown): MeaningDifference[] {
  const job = ['parallelism', 'completions', 'completionMode', 'podFailurePolicy', 'ttlSecondsAfterFinished'];
  const own = ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'];
  const found = [
    ...own.filter((field) => valueAt(spec, field) !== undefined),
    ...job.filter((field) => valueAt(spec, 'jobTemplate', 'spec', field) !== undefined),
  ];
  if (found.length === 0) return [];
  return [{ code: 'not-imported', message: `${found.join(', ')}: has no counterpart here` }];
}
