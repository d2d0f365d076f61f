import { assumedZone, bounded, clockChange, DraftJobs } from './draft-jobs.ts';
import { findTimersInCode } from './find-timers-in-code.ts';
import type {
  DraftPolicies,
  DraftRecurrence,
  FoundTimer,
  Import,
  ImportDefaults,
  MeaningDifference,
  SourceDocument,
} from './imported-job.ts';
import { countAt, isFields, listAt, pointerOf, textAt, valueAt } from './read-fields.ts';

/*
 * Timers of Azure Functions: `function.json`, or the code of a function app in C#, Java, JavaScript, TypeScript or Python.
 * A timer's schedule is read by github.com/Azure/azure-webjobs-sdk-extensions (TimerSchedule.cs, CronSchedule.cs): an
 * NCRONTAB expression of six fields, or of five, which then begins with the minute, or a TimeSpan.
 */

const DAY_SECONDS = 86_400;

const MAX_LENGTH = 1000;

/** Timers of `function.json` files. */
export function importAzureTimers(documents: readonly SourceDocument[], defaults: ImportDefaults): Import {
  const drafts = new DraftJobs(defaults);
  for (const document of documents) {
    const timers = bindingsOf(document);
    if (timers.length === 0 && document.value !== null) {
      drafts.problem(document.lineOf([]), 'has no binding of type timerTrigger');
    }
    for (const timer of timers) addTimer(drafts, timer, defaults);
  }
  return drafts.import;
}

/** Timers of the code of a function app. */
export function importAzureTimerCode(code: string, defaults: ImportDefaults): Import {
  const drafts = new DraftJobs(defaults);
  const timers = findTimersInCode(code);
  if (timers.length === 0) {
    drafts.problem(undefined, 'has no timer: a function.json or the code of a function app was expected');
  }
  for (const timer of timers) addTimer(drafts, timer, defaults);
  return drafts.import;
}

function bindingsOf(document: SourceDocument): readonly FoundTimer[] {
  const { value } = document;
  const isOne = textAt(value, 'type') === 'timerTrigger';
  const bindings = isOne ? [value] : listAt(value, 'bindings');
  return bindings.flatMap((binding, index) => {
    if (textAt(binding, 'type')?.toLowerCase() !== 'timertrigger') return [];
    const path = isOne ? [] : ['bindings', index];
    const line = document.lineOf([...path, 'schedule']) ?? document.lineOf(path);
    const useMonitor = valueAt(binding, 'useMonitor');
    return [
      {
        name: textAt(value, 'name') ?? textAt(binding, 'name') ?? 'timer',
        source: { ...(line === undefined ? {} : { line }), path: pointerOf(path) },
        schedule: textAt(binding, 'schedule'),
        runsOnStartup: valueAt(binding, 'runOnStartup') === true,
        useMonitor: typeof useMonitor === 'boolean' ? useMonitor : undefined,
        retry: valueAt(value, 'retry'),
      },
    ];
  });
}

function addTimer(drafts: DraftJobs, timer: FoundTimer, defaults: ImportDefaults): void {
  const { name, source, schedule } = timer;
  const timed =
    schedule === undefined
      ? { problem: 'has no schedule that is written out' }
      : scheduleOf(schedule, defaults);
  if ('problem' in timed) {
    drafts.problem(source.line, `'${name}': ${timed.problem}`);
    return;
  }
  const retry = retryOf(timer.retry);
  drafts.add({
    name,
    source,
    recurrence: timed.recurrence,
    policies: {
      overlap: 'skip',
      catchUp: { policy: timer.useMonitor === false ? 'skip' : 'latest' },
      ...retry.policies,
    },
    differences: [
      { code: 'work-not-imported', message: 'the function is not run here' },
      ...timed.differences,
      ...startupOf(timer),
      ...monitorOf(timer),
      ...retry.differences,
      TIMEOUT,
    ],
  });
}

const TIMEOUT: MeaningDifference = {
  code: 'timeout',
  message: 'functionTimeout of host.json bounds it there; here an attempt ends after policies.timeoutSeconds',
  pointer: '/policies/timeoutSeconds',
};

type Timed =
  | { readonly recurrence: DraftRecurrence; readonly differences: readonly MeaningDifference[] }
  | { readonly problem: string };

function scheduleOf(schedule: string, defaults: ImportDefaults): Timed {
  const text = schedule.trim();
  if (text.length > MAX_LENGTH) return { problem: `its schedule is longer than ${MAX_LENGTH} characters` };
  if (/%[^%]*%/.test(text)) return { problem: `"${text}" is an app setting: put its value there` };
  const seconds = secondsOfTimeSpan(text);
  if (seconds !== undefined) return intervalOf(seconds);
  const fields = text.split(/\s+/);
  const expression = fields.length === 5 ? `0 ${fields.join(' ')}` : text;
  const zone = assumedZone(defaults, 'WEBSITE_TIME_ZONE of the function app, UTC where it is not set');
  return {
    recurrence: { type: 'cron', dialect: 'ncrontab6', expression, timeZone: zone.timeZone },
    differences: [
      ...zone.differences,
      ...clockChange(
        zone.timeZone,
        'a time in the hour left out may run late or not at all, and one in the hour that comes twice may run twice',
      ),
    ],
  };
}

function intervalOf(seconds: number): Timed {
  if (seconds < 1) return { problem: 'its time span is shorter than a second' };
  const message =
    'a time span counts from when the function app starts (and only in an App Service plan); here it counts from 1970-01-01T00:00:00Z unless anchorAt says otherwise';
  return {
    recurrence: { type: 'interval', everySeconds: seconds },
    differences: [{ code: 'interval-anchor', message, pointer: '/recurrences/0/anchorAt' }],
  };
}

/** A TimeSpan of .NET, `[d.]hh:mm[:ss[.fffffff]]`; hours of 24 and more are days there, as its authors warn. */
function secondsOfTimeSpan(text: string): number | undefined {
  const [, days = '0', hours, minutes, seconds = '0'] =
    /^(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.0{1,7})?)?$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  if (Number(hours) > 23) {
    // `24:00:00` is twenty-four days to TimeSpan.Parse, whose first place is then the days'.
    return days === '0'
      ? Number(hours) * DAY_SECONDS + Number(minutes) * 3600 + Number(seconds) * 60
      : undefined;
  }
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return Number(days) * DAY_SECONDS + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

function startupOf({ runsOnStartup }: FoundTimer): MeaningDifference[] {
  if (!runsOnStartup) return [];
  const message =
    'runOnStartup runs it whenever the function app starts as well; here it runs at its times only';
  return [{ code: 'startup-run', message }];
}

function monitorOf({ useMonitor }: FoundTimer): MeaningDifference[] {
  if (useMonitor === false) return [];
  const message =
    'useMonitor runs a missed slot once when the app is back, however long ago it was, and not where it is due more often than once a minute; here within policies.catchUp.windowSeconds, seven days by default';
  return [{ code: 'missed-slots', message, pointer: '/policies/catchUp' }];
}

interface Part {
  readonly policies: DraftPolicies;
  readonly differences: readonly MeaningDifference[];
}

function retryOf(retry: unknown): Part {
  if (!isFields(retry)) return { policies: { retry: { maxAttempts: 1 } }, differences: [] };
  const pointer = '/policies/retry';
  const isExponential = textAt(retry, 'strategy') === 'exponentialBackoff';
  const count = valueAt(retry, 'maxRetryCount') === -1 ? Infinity : (countAt(retry, 'maxRetryCount') ?? 0);
  const first =
    secondsOfTimeSpan(textAt(retry, isExponential ? 'minimumInterval' : 'delayInterval') ?? '') ?? 1;
  const last = isExponential ? (secondsOfTimeSpan(textAt(retry, 'maximumInterval') ?? '') ?? first) : first;
  const bounds = { least: 1, most: DAY_SECONDS, pointer, code: 'retries' } as const;
  const initial = bounded(first, bounds);
  const longest = bounded(last, bounds);
  const message =
    'the runtime repeats a function at once in its own process; here failures that another attempt would not mend are not repeated';
  const tooMany = `there are ${count === Infinity ? 'retries without end' : `${count} retries`} there, and at most 19 here`;
  return {
    policies: {
      retry: {
        maxAttempts: Math.min(count, 19) + 1,
        initialDelaySeconds: initial.value,
        backoffCoefficient: isExponential ? 2 : 1,
        maxDelaySeconds: longest.value,
      },
    },
    differences: [
      { code: 'retries', message, pointer },
      ...initial.differences,
      ...longest.differences,
      ...(count > 19 ? [{ code: 'retries' as const, message: tooMany, pointer }] : []),
    ],
  };
}
