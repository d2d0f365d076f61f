import {
  listAlertRules,
  listAlerts,
  listAllRuns,
  listCalendars,
  listJobs,
  listLocks,
  listModels,
  readAlert,
  readAlertRule,
  readCalendar,
  readJob,
  readLock,
  readModel,
  readRun,
} from '../../shared/contracts/http/operation-paths.ts';
import type { OperationPath } from '../../shared/contracts/http/operation-path.ts';
import { ALERT_COLUMNS, ALERT_RULE_COLUMNS } from '../output/alert-columns.ts';
import type { Column } from '../output/column.ts';
import { JOB_COLUMNS, MODEL_COLUMNS, RUN_COLUMNS } from '../output/columns.ts';
import { CALENDAR_COLUMNS, LOCK_COLUMNS } from '../output/shared-columns.ts';

/** What `get` and `describe` know, by their plural. */
export const THINGS = {
  jobs: { list: listJobs, read: readJob, key: 'jobId', columns: JOB_COLUMNS },
  runs: { list: listAllRuns, read: readRun, key: 'runId', columns: RUN_COLUMNS },
  models: { list: listModels, read: readModel, key: 'modelId', columns: MODEL_COLUMNS },
  calendars: { list: listCalendars, read: readCalendar, key: 'name', columns: CALENDAR_COLUMNS },
  locks: { list: listLocks, read: readLock, key: 'resource', columns: LOCK_COLUMNS },
  alerts: { list: listAlerts, read: readAlert, key: 'incidentId', columns: ALERT_COLUMNS },
  'alert-rules': {
    ...{ list: listAlertRules, read: readAlertRule, key: 'ruleId' },
    columns: ALERT_RULE_COLUMNS,
  },
} as const satisfies Readonly<Record<string, Thing>>;

interface Thing {
  readonly list: OperationPath;
  readonly read: OperationPath;
  /** Of the path that it is read at. */
  readonly key: string;
  readonly columns: readonly Column[];
}

export type ThingName = keyof typeof THINGS;

const THING_NAMES = [
  ...['jobs', 'runs', 'models', 'calendars', 'locks', 'alerts', 'alert-rules'],
] as const satisfies readonly ThingName[];

/** As a person may write them: `job` as well as `jobs`. */
export const SPELLINGS = THING_NAMES.flatMap((name) => [name, singularOf(name)] as const);

/** The plural that a spelling means. Throws Error for what is none. */
export function thingNamed(spelling: string): ThingName {
  const found = THING_NAMES.find((name) => name === spelling || singularOf(name) === spelling);
  if (found === undefined) throw new Error(`'${spelling}' is nothing that can be got.`);
  return found;
}

export function singularOf(name: ThingName): string {
  return name.slice(0, -1);
}
