import { column, type Column } from './column.ts';
import { fieldAt, isRecord, listAt, numberAt, textAt } from './read-field.ts';

/* What tables show of the things of the API. */

/** What a job works on: its model, or the resource whose report it collects. */
function subjectOf(job: unknown): string | undefined {
  return (
    textAt(job, 'task.modelId') ??
    textAt(job, 'modelId') ??
    textAt(job, 'task.resource') ??
    textAt(job, 'resource')
  );
}

export const JOB_COLUMNS: readonly Column[] = [
  column('job', 'jobId'),
  column('kind', 'kind'),
  column('value stream', 'valueStream'),
  column('on', subjectOf),
  column('state', 'state', 'word'),
  column('next due', 'nextDueAt', 'instant'),
];

export const JOB_FIELDS: readonly Column[] = [
  column('job', 'jobId'),
  column('kind', 'kind'),
  column('value stream', 'valueStream'),
  column('description', 'description'),
  column('tags', 'tags'),
  column('on', subjectOf),
  column('state', 'state', 'word'),
  column('generation', 'generation'),
  column('next due', 'nextDueAt', 'instant'),
  column('schedule', 'inWords'),
  column('after', 'after.jobId'),
  column('baseline', 'task.baselineId'),
  column('thresholds', (job) => pairOf(job, 'task.thresholds.moderate', 'task.thresholds.significant')),
  column('paused by', 'pause.author'),
  column('paused because', 'pause.reason'),
  column('paused at', 'pause.pausedAt', 'instant'),
  column('resumes at', 'pause.resumeAt', 'instant'),
  column('quarantined because', 'quarantine.error'),
  column('created at', 'createdAt', 'instant'),
  column('updated at', 'updatedAt', 'instant'),
];

export const SLOT_PREVIEW_COLUMNS: readonly Column[] = [
  column('due', 'dueAt', 'instant'),
  column('local time', (slot) => listAt(slot, 'namedBy').map((by) => textAt(by, 'localTime'))),
  column('zone', (slot) => listAt(slot, 'namedBy').map((by) => textAt(by, 'timeZone'))),
  column('note', (slot) => listAt(slot, 'namedBy').flatMap((by) => textAt(by, 'note') ?? [])),
];

export const UPCOMING_COLUMNS: readonly Column[] = [
  column('due', 'dueAt', 'instant'),
  column('starts', 'effectiveAt', 'instant'),
];

export const WARNING_COLUMNS: readonly Column[] = [
  column('warning', 'code'),
  column('at', 'pointer'),
  column('means', 'message'),
];

export const CONDITION_COLUMNS: readonly Column[] = [
  column('condition', 'type'),
  column('status', 'status'),
  column('reason', 'reason'),
  column('message', 'message'),
];

export const SLOT_COLUMNS: readonly Column[] = [
  column('due', (slot) => fieldAt(slot, 'dueAt') ?? fieldAt(slot, 'fromDueAt'), 'instant'),
  column('until', 'untilDueAt', 'instant'),
  column('answer', 'answer', 'word'),
  column('run', 'runId'),
  column('late', 'latenessMs', 'duration'),
  column('why', 'inWords'),
];

/** How long a run took, in ms. */
function tookOf(run: unknown): number | undefined {
  const started = Date.parse(textAt(run, 'startedAt') ?? '');
  const finished = Date.parse(textAt(run, 'finishedAt') ?? '');
  return Number.isNaN(finished - started) ? undefined : finished - started;
}

/** What was logged beside the message of a line. */
export function fieldsText(line: unknown): string {
  const fields = fieldAt(line, 'fields');
  if (!isRecord(fields)) return '';
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

export const LOG_LINE_COLUMNS: readonly Column[] = [
  column('at', 'at', 'instant'),
  column('run', 'runId'),
  column('attempt', 'attempt'),
  column('level', 'level', 'word'),
  column('step', 'step'),
  column('message', 'message'),
  column('with', fieldsText),
];

export const RUN_COLUMNS: readonly Column[] = [
  column('run', 'runId'),
  column('state', 'state', 'word'),
  column('due', 'dueAt', 'instant'),
  column('took', tookOf, 'duration'),
  column('trigger', 'trigger'),
  column('attempt', 'attempt'),
  column('PSI', 'result.psi', 'index'),
  column('band', 'result.band', 'word'),
  column('failure', 'failure.reason'),
];

export const RUN_FIELDS: readonly Column[] = [
  column('run', 'runId'),
  column('job', 'jobId'),
  column('value stream', 'valueStream'),
  column('state', 'state', 'word'),
  column('answer', 'answer', 'word'),
  column('trigger', 'trigger'),
  column('asked for by', 'requested.author'),
  column('because', 'requested.reason'),
  column('generation', 'generation'),
  column('attempt', 'attempt'),
  column('due', 'dueAt', 'instant'),
  column('starts', 'effectiveAt', 'instant'),
  column('started', 'startedAt', 'instant'),
  column('finished', 'finishedAt', 'instant'),
  column('took', tookOf, 'duration'),
  column('model', 'result.modelId'),
  column('PSI', 'result.psi', 'index'),
  column('band', 'result.band', 'word'),
  column('alarm', 'result.alarm'),
  column('rows', 'result.currentRowCount'),
  column('report', 'result.path'),
  column('size in bytes', 'result.sizeBytes'),
  column('failure', 'failure.reason'),
  column('message', 'failure.message'),
  column('cancelled by', 'cancelled.author'),
  column('cancelled because', 'cancelled.reason'),
  column('cause', 'cause.reason'),
  column('cause in full', 'cause.description'),
];

export const ATTEMPT_COLUMNS: readonly Column[] = [
  column('attempt', 'attempt'),
  column('started', 'startedAt', 'instant'),
  column('took', tookOf, 'duration'),
  column('failure', 'failure.reason'),
  column('message', 'failure.message'),
];

/** What a step tells of itself, by its kind. */
const STEP_DETAILS = [
  ...['waitingFor', 'gateKey', 'reason', 'failure.reason', 'failure.message'],
  ...['requested.author', 'requested.reason', 'cause.reason', 'cause.description'],
];

export const STEP_COLUMNS: readonly Column[] = [
  column('at', 'at', 'instant'),
  column('step', 'step', 'word'),
  column('attempt', 'attempt'),
  column(
    'what',
    (step) => STEP_DETAILS.flatMap((field) => textAt(step, field) ?? []).join(': ') || undefined,
  ),
];

export const STABILITY_COLUMNS: readonly Column[] = [
  column('column', (row) => textAt(row, 'characteristic') ?? textAt(row, 'name')),
  column('segment', (row) => segmentText(fieldAt(row, 'segment'))),
  column('type', 'type'),
  column('index', 'psi', 'index'),
  column('band', 'band', 'word'),
  column(
    'critical',
    (row) => numberAt(row, 'criticalValue') ?? numberAt(row, 'significance.criticalValue'),
    'index',
  ),
  column('p (adjusted)', (row) =>
    shortP(numberAt(row, 'adjustedPValue') ?? numberAt(row, 'significance.adjustedPValue')),
  ),
  column('alarm', (row) => fieldAt(row, 'alarm') ?? fieldAt(row, 'decision.alarm')),
  column('status', 'status', 'word'),
  column('reason', 'reason'),
];

export const MOVE_COLUMNS: readonly Column[] = [
  column('column', 'column'),
  column('bin', 'label'),
  column('moved', 'direction'),
  column('by', 'difference', 'share'),
  column('contribution', 'contribution', 'index'),
  column('part of index', 'share', 'share'),
];

export const BIN_COLUMNS: readonly Column[] = [
  column('column', 'column'),
  column('bin', 'label'),
  column('baseline rows', 'expectedCount'),
  column('current rows', 'actualCount'),
  column('baseline', 'expectedProportion', 'share'),
  column('current', 'actualProportion', 'share'),
  column('contribution', 'contribution', 'index'),
];

export const MODEL_COLUMNS: readonly Column[] = [
  column('model', 'modelId'),
  column('value stream', 'valueStream'),
  column('baselines', 'baselineCount'),
  column('latest', 'latest.dueAt', 'instant'),
  column('PSI', 'latest.psi', 'index'),
  column('band', 'latest.band', 'word'),
  column('alarm', 'latest.alarm'),
];

export const MODEL_FIELDS: readonly Column[] = [
  column('model', 'modelId'),
  column('value stream', 'valueStream'),
  column('description', 'description'),
  column('owner', 'owner'),
  column('tags', 'tags'),
  column('generation', 'generation'),
  column('created at', 'createdAt', 'instant'),
  column('updated at', 'updatedAt', 'instant'),
];

export const BASELINE_COLUMNS: readonly Column[] = [
  column('model', 'modelId'),
  column('baseline', 'baselineId'),
  column('version', 'version'),
  column('source', (row) => textAt(row, 'source') ?? textAt(row, 'source.path')),
  column('created at', 'createdAt', 'instant'),
];

export const MEASUREMENT_COLUMNS: readonly Column[] = [
  column('due', 'dueAt', 'instant'),
  column('run', 'runId'),
  column('PSI', 'psi', 'index'),
  column('band', 'band', 'word'),
  column('alarm', 'alarm'),
  column('alarms', 'alarms.names'),
  column('rows', 'currentRowCount'),
];

export const CHANGE_COLUMNS: readonly Column[] = [
  column('at', 'at', 'instant'),
  column('change', 'action'),
  column('generation', 'generation'),
  column('by', 'author'),
  column('because', 'reason'),
  column('what', (change) => listAt(change, 'differences').map((one) => textAt(one, 'pointer'))),
];

function pairOf(value: unknown, first: string, second: string): string | undefined {
  const [a, b] = [numberAt(value, first), numberAt(value, second)];
  return a === undefined || b === undefined ? undefined : `moderate ${a}, significant ${b}`;
}

function shortP(p: number | undefined): string | undefined {
  return p?.toPrecision(2);
}

function segmentText(segment: unknown): string | undefined {
  if (!isRecord(segment)) return undefined;
  return Object.entries(segment)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}
