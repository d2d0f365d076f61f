import { bounded, clockChange, DraftJobs } from './draft-jobs.ts';
import type {
  DraftPolicies,
  DraftRecurrence,
  Import,
  ImportDefaults,
  MeaningDifference,
  SourceDocument,
} from './imported-job.ts';
import { countAt, isFields, listAt, pointerOf, textAt, valueAt } from './read-fields.ts';

/*
 * Jobs of Databricks: the settings of the Jobs API (version 2.1 and later), alone, as it answers them (`settings` beside
 * `job_id`) or in a list (`jobs`), and the jobs of a bundle (`resources.jobs`).
 */

const WEEK_SECONDS = 7 * 86_400;
const DAY_SECONDS = 86_400;

type Path = readonly (string | number)[];

interface Settings {
  readonly key: string;
  readonly value: unknown;
  readonly path: Path;
  readonly document: SourceDocument;
}

/** Jobs with a schedule or a periodic trigger; others are named as problems. */
export function importDatabricks(documents: readonly SourceDocument[], defaults: ImportDefaults): Import {
  const drafts = new DraftJobs(defaults);
  for (const document of documents) {
    const found = settingsOf(document);
    if (found.length === 0 && document.value !== null) {
      drafts.problem(document.lineOf([]), 'has no jobs: settings of the Jobs API or a bundle were expected');
    }
    for (const settings of found) addJob(drafts, settings);
  }
  return drafts.import;
}

function settingsOf(document: SourceDocument): readonly Settings[] {
  const { value } = document;
  const bundled = valueAt(value, 'resources', 'jobs');
  if (isFields(bundled)) {
    return Object.entries(bundled).map(([key, job]) => ({
      ...{ key, value: job, document },
      path: ['resources', 'jobs', key],
    }));
  }
  const listed = Array.isArray(value)
    ? { items: value, path: [] }
    : { items: listAt(value, 'jobs'), path: ['jobs'] };
  if (listed.items.length > 0) {
    return listed.items.map((job: unknown, index) =>
      inner({ value: job, path: [...listed.path, index], document }),
    );
  }
  return isFields(value) ? [inner({ value, path: [], document })] : [];
}

function inner({ value, path, document }: Omit<Settings, 'key'>): Settings {
  const id = valueAt(value, 'job_id');
  const key = typeof id === 'number' || typeof id === 'string' ? `job-${id}` : 'job';
  const settings = valueAt(value, 'settings');
  return isFields(settings)
    ? { key, value: settings, path: [...path, 'settings'], document }
    : { key, value, path, document };
}

function addJob(drafts: DraftJobs, { key, value, path, document }: Settings): void {
  const name = textAt(value, 'name') ?? key;
  const line = document.lineOf(path);
  const timed = scheduleOf(value);
  if ('problem' in timed) {
    drafts.problem(document.lineOf([...path, ...timed.at]) ?? line, `'${name}': ${timed.problem}`);
    return;
  }
  const at = document.lineOf([...path, ...timed.at]) ?? line;
  const parts = [overlapOf(value), timeoutOf(value), retryOf(value)];
  drafts.add({
    name,
    source: {
      ...(at === undefined ? {} : { line: at }),
      ...(path.length === 0 ? {} : { path: pointerOf(path) }),
    },
    recurrence: timed.recurrence,
    policies: parts.reduce<DraftPolicies>((all, { policies }) => ({ ...all, ...policies }), {
      catchUp: { policy: 'skip' },
    }),
    differences: [
      { code: 'work-not-imported', message: 'its tasks, clusters and parameters are not run here' },
      ...timed.differences,
      ...parts.flatMap(({ differences }) => differences),
      ...others(value),
    ],
  });
}

type Timed = { readonly at: Path } & (
  | { readonly recurrence: DraftRecurrence; readonly differences: readonly MeaningDifference[] }
  | { readonly problem: string }
);

function scheduleOf(value: unknown): Timed {
  if (valueAt(value, 'schedule') !== undefined) return cronOf(valueAt(value, 'schedule'));
  if (valueAt(value, 'trigger', 'periodic') !== undefined) return periodicOf(valueAt(value, 'trigger'));
  if (valueAt(value, 'continuous') !== undefined) {
    return { at: ['continuous'], problem: 'is continuous: it has no times that could be scheduled' };
  }
  const triggers = valueAt(value, 'trigger');
  const [trigger] = Object.keys(isFields(triggers) ? triggers : {}).filter((key) => key !== 'pause_status');
  if (trigger !== undefined) {
    return {
      at: ['trigger'],
      problem: `is triggered by ${trigger}: it has no times that could be scheduled`,
    };
  }
  return { at: [], problem: 'has no schedule' };
}

function cronOf(schedule: unknown): Timed {
  const expression = textAt(schedule, 'quartz_cron_expression');
  const timeZone = textAt(schedule, 'timezone_id');
  const at = ['schedule'];
  if (expression === undefined) return { at, problem: 'its schedule has no quartz_cron_expression' };
  if (timeZone === undefined) return { at, problem: 'its schedule has no timezone_id' };
  const variable = [expression, timeZone].find((text) => text.includes('${'));
  if (variable !== undefined) {
    return { at, problem: `"${variable}" is filled in when the bundle is deployed: put its value there` };
  }
  return {
    at,
    recurrence: { type: 'cron', dialect: 'quartz', expression, timeZone },
    differences: [
      ...clockChange(
        timeZone,
        'a time in the hour left out may not run, and one in the hour that comes twice may run twice',
      ),
      ...paused(schedule),
    ],
  };
}

const SECONDS_OF_UNIT: Readonly<Record<string, number>> = {
  HOURS: 3600,
  DAYS: DAY_SECONDS,
  WEEKS: WEEK_SECONDS,
};

function periodicOf(trigger: unknown): Timed {
  const at = ['trigger', 'periodic'];
  const interval = countAt(trigger, 'periodic', 'interval');
  const unit = textAt(trigger, 'periodic', 'unit') ?? '';
  const seconds = Object.hasOwn(SECONDS_OF_UNIT, unit) ? SECONDS_OF_UNIT[unit] : undefined;
  if (interval === undefined || interval < 1 || seconds === undefined) {
    return { at, problem: 'its periodic trigger has no interval in HOURS, DAYS or WEEKS' };
  }
  const message =
    'Databricks counts the interval from when the trigger was set; here it counts from 1970-01-01T00:00:00Z unless anchorAt says otherwise';
  return {
    at,
    recurrence: { type: 'interval', everySeconds: interval * seconds },
    differences: [
      { code: 'interval-anchor', message, pointer: '/recurrences/0/anchorAt' },
      ...paused(trigger),
    ],
  };
}

function paused(owner: unknown): MeaningDifference[] {
  if (textAt(owner, 'pause_status') !== 'PAUSED') return [];
  return [{ code: 'suspended', message: 'it is paused there: pause it here once it is created' }];
}

interface Part {
  readonly policies: DraftPolicies;
  readonly differences: readonly MeaningDifference[];
}

function overlapOf(value: unknown): Part {
  const most = countAt(value, 'max_concurrent_runs') ?? 1;
  const isQueued = valueAt(value, 'queue', 'enabled') === true;
  const pointer = '/policies/overlap';
  if (most > 1) {
    const then = isQueued ? 'queues' : 'skips';
    const message = `Databricks lets ${most} runs go at once and ${then} the next; here any number may`;
    return { policies: { overlap: 'allow-all' }, differences: [{ code: 'overlap', message, pointer }] };
  }
  if (most === 0) {
    const message = 'max_concurrent_runs is 0, so that nothing runs there; here one run does';
    return { policies: { overlap: 'skip' }, differences: [{ code: 'overlap', message, pointer }] };
  }
  if (!isQueued) return { policies: { overlap: 'skip' }, differences: [] };
  const message = 'Databricks gives a queued run up after 48 hours; here it waits until its time-out';
  return { policies: { overlap: 'buffer-all' }, differences: [{ code: 'overlap', message, pointer }] };
}

/** The tasks; of the first versions of the API the job is its only one. */
function tasksOf(value: unknown): readonly unknown[] {
  const tasks = listAt(value, 'tasks');
  return tasks.length > 0 ? tasks : [value];
}

function timeoutOf(value: unknown): Part {
  const [task, ...more] = tasksOf(value);
  const ofJob = countAt(value, 'timeout_seconds') ?? 0;
  const ofTask = more.length === 0 && task !== value ? (countAt(task, 'timeout_seconds') ?? 0) : 0;
  const pointer = '/policies/timeoutSeconds';
  const seconds = ofTask > 0 ? ofTask : ofJob;
  if (seconds === 0) {
    const message = 'Databricks lets it go on for ever; here an attempt ends after policies.timeoutSeconds';
    return { policies: {}, differences: [{ code: 'timeout', message, pointer }] };
  }
  const timeout = bounded(seconds, { least: 1, most: WEEK_SECONDS, pointer, code: 'timeout' });
  const message = 'timeout_seconds of a job bounds the run with all its retries; here it bounds each attempt';
  return {
    policies: { timeoutSeconds: timeout.value },
    differences: [
      ...timeout.differences,
      ...(ofTask > 0 ? [] : [{ code: 'timeout' as const, message, pointer }]),
    ],
  };
}

function retryOf(value: unknown): Part {
  const [task, ...more] = tasksOf(value);
  const pointer = '/policies/retry';
  if (more.length > 0) {
    const message = `its ${more.length + 1} tasks are repeated each for itself; here a run is repeated as a whole, once it is said how often`;
    return {
      policies: { retry: { maxAttempts: 1 } },
      differences: [{ code: 'retries', message, pointer }],
    };
  }
  const isEndless = valueAt(task, 'max_retries') === -1;
  const retries = isEndless ? Infinity : (countAt(task, 'max_retries') ?? 0);
  if (retries === 0) return { policies: { retry: { maxAttempts: 1 } }, differences: [] };
  const delay = bounded(Math.ceil((countAt(task, 'min_retry_interval_millis') ?? 0) / 1000), {
    ...{ least: 1, most: DAY_SECONDS, code: 'retries' },
    pointer: `${pointer}/initialDelaySeconds`,
  });
  const notes = [
    ...(retries > 19
      ? [`there are ${isEndless ? 'retries without end' : `${retries} retries`} there, and at most 19 here`]
      : []),
    valueAt(task, 'retry_on_timeout') === true
      ? 'failures that another attempt would not mend are not repeated here'
      : 'an attempt that timed out is not repeated there, but here it is unless policies.retry.nonRetryable names "timed-out"',
  ];
  return {
    policies: {
      retry: {
        maxAttempts: Math.min(retries, 19) + 1,
        ...{ initialDelaySeconds: delay.value, backoffCoefficient: 1, maxDelaySeconds: delay.value },
      },
    },
    differences: [
      ...delay.differences,
      ...notes.map((message) => ({ code: 'retries' as const, message, pointer })),
    ],
  };
}

function others(value: unknown): MeaningDifference[] {
  const told = ['email_notifications', 'webhook_notifications', 'notification_settings', 'health'].filter(
    (field) => {
      const found = valueAt(value, field);
      return isFields(found) && Object.keys(found).length > 0;
    },
  );
  if (told.length === 0) return [];
  return [{ code: 'notifications', message: `${told.join(', ')}: nobody is told by the definition here` }];
}
