import { isJobId } from '../job/job-id.ts';
import type { RecurrenceDraft } from '../schedule/recurrence.ts';
import { resolveTimeZone } from '../schedule/resolve-time-zone.ts';
import { recurrenceIssues } from '../schedule/validate-recurrence.ts';
import type {
  DraftRecurrence,
  FoundJob,
  Import,
  ImportDefaults,
  ImportedJob,
  ImportProblem,
  MeaningDifference,
} from './imported-job.ts';

/** Jobs of one import. */
export const MAX_IMPORTED_JOBS = 2000;

const MAX_ID_LENGTH = 64;

/** Zones whose clocks are never changed. */
const WITHOUT_CHANGES = /^(UTC|GMT|Etc\/.*)$/i;

/** Collects what is found in a text, as definitions that would be taken but for what the text cannot tell. */
export class DraftJobs {
  readonly #defaults: ImportDefaults;
  readonly #jobs: ImportedJob[] = [];
  readonly #problems: ImportProblem[] = [];
  readonly #ids = new Set<string>();

  constructor(defaults: ImportDefaults) {
    this.#defaults = defaults;
  }

  get import(): Import {
    return { jobs: this.#jobs, problems: this.#problems };
  }

  get isFull(): boolean {
    return this.#jobs.length >= MAX_IMPORTED_JOBS;
  }

  problem(line: number | undefined, message: string): void {
    this.#problems.push({ ...(line === undefined ? {} : { line }), message });
  }

  /** Adds a job, or says why its schedule is none here. */
  add({ name, source, recurrence, policies, differences }: FoundJob): void {
    const faults = recurrenceIssues(toRecurrence(recurrence));
    if (faults.length > 0) {
      for (const { message } of faults) this.problem(source.line, `'${name}': ${message}`);
      return;
    }
    if (this.isFull) {
      this.problem(source.line, `'${name}' is more than the ${MAX_IMPORTED_JOBS} jobs of one import`);
      return;
    }
    const { valueStream, kind, task } = this.#defaults;
    const jobId = this.#freeId(name);
    this.#jobs.push({
      name,
      definition: {
        jobId,
        ...(kind === undefined ? {} : { kind }),
        valueStream,
        ...(task === undefined ? {} : { task }),
        recurrences: [withIanaZone(recurrence)],
        policies,
      },
      source,
      differences: [...renamed(name, jobId), ...differences, ...this.#missing()],
    });
  }

  #missing(): MeaningDifference[] {
    const { kind, task } = this.#defaults;
    const missing = [...(kind === undefined ? ['kind'] : []), ...(task === undefined ? ['task'] : [])];
    if (missing.length === 0) return [];
    const what = missing.map((field) => `"${field}"`).join(' and ');
    return [
      {
        code: 'work-not-imported',
        message: `${what} must be added: the text does not tell what to run here`,
      },
    ];
  }

  #freeId(name: string): string {
    const wanted = toJobId(name);
    for (let count = 1; ; count += 1) {
      const ending = count === 1 ? '' : `-${count}`;
      const jobId = wanted.slice(0, MAX_ID_LENGTH - ending.length) + ending;
      if (this.#ids.has(jobId)) continue;
      this.#ids.add(jobId);
      return jobId;
    }
  }
}

function renamed(name: string, jobId: string): MeaningDifference[] {
  if (name === jobId) return [];
  return [{ code: 'name-changed', message: `'${name}' is called '${jobId}' here`, pointer: '/jobId' }];
}

/** A job id as near to a name as the rules for ids let it be. */
function toJobId(name: string): string {
  const id = name
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_ID_LENGTH)
    .replace(/-+$/, '');
  if (isJobId(id)) return id;
  return id === '' ? 'job' : `job-${id}`.slice(0, MAX_ID_LENGTH);
}

function toRecurrence(draft: DraftRecurrence): RecurrenceDraft {
  return draft.type === 'cron'
    ? { ...draft, timeZone: resolveTimeZone(draft.timeZone).timeZone, dst: 'shift' }
    : { ...draft, anchorAt: 0 };
}

function withIanaZone(draft: DraftRecurrence): DraftRecurrence {
  return draft.type === 'cron' ? { ...draft, timeZone: resolveTimeZone(draft.timeZone).timeZone } : draft;
}

/** The zone of a schedule that names none, and that it had to be assumed. */
export function assumedZone(
  { timeZone }: ImportDefaults,
  itsOwn: string,
): { readonly timeZone: string; readonly differences: readonly MeaningDifference[] } {
  const assumed = timeZone ?? 'UTC';
  const message = `the schedule goes by ${itsOwn}, which the text does not tell: ${assumed} is assumed`;
  return {
    timeZone: assumed,
    differences: [{ code: 'time-zone-assumed', message, pointer: '/recurrences/0/timeZone' }],
  };
}

/** That clock changes are handled in another way there, where the zone has any. */
export function clockChange(timeZone: string, theirs: string): readonly MeaningDifference[] {
  if (WITHOUT_CHANGES.test(timeZone)) return [];
  const message = `when clocks change: ${theirs}; here ("dst": "shift") a fixed time in the hour left out runs once at its end, and one in the hour that comes twice runs once`;
  return [{ code: 'clock-change', message, pointer: '/recurrences/0/dst' }];
}

/** A number of seconds brought within the bounds that it has here, and that it had to be. */
export function bounded(
  seconds: number,
  {
    least,
    most,
    pointer,
    code,
  }: {
    readonly least: number;
    readonly most: number;
    readonly pointer: string;
    readonly code: MeaningDifference['code'];
  },
): { readonly value: number; readonly differences: readonly MeaningDifference[] } {
  const value = Math.min(Math.max(seconds, least), most);
  if (value === seconds) return { value, differences: [] };
  const message = `${seconds} is outside what can be set here: ${value} is taken`;
  return { value, differences: [{ code, message, pointer }] };
}
