/*
 * Every figure that the app gives out, under the one name that it has everywhere: in OpenTelemetry as it stands here, in
 * Prometheus with `_` for `.` and the unit behind it, in Azure Monitor as the name of the custom metric. Dashboards, alert
 * queries and the documentation are checked against this table. Attributes have few values each: never an id of a run.
 */

export interface MetricDescription {
  /** A counter only grows; a gauge is what it is at the moment; a histogram counts by size. */
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** As in UCUM: `1`, `s`, `By`. */
  readonly unit: string;
  readonly description: string;
  readonly attributes: readonly string[];
  /**
   * `process`: told by whichever instance does something, and summed over instances. `store`: read from what is stored, so
   * that any instance gives the same; once a minute it is told like the others, by one of them. `scrape`: of an answer to
   * `GET /api/metrics` itself, and told nowhere else.
   */
  readonly source: 'process' | 'store' | 'scrape';
  /** The upper bounds of a histogram's buckets, rising; what is above the last has a bucket of its own. */
  readonly buckets?: readonly number[];
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

export const METRICS = {
  'evenkeel.timer.passes': {
    ...{ kind: 'counter', unit: '1', source: 'process', attributes: ['timer', 'outcome'] },
    description: 'Passes of the timers, by how they ended: a scheduler without them is dead.',
  },
  'evenkeel.requests.refused': {
    ...{ kind: 'counter', unit: '1', source: 'process', attributes: ['operationId'] },
    description: 'Requests to the API that were refused for want of a right.',
  },
  'evenkeel.audit.figures': {
    ...{ kind: 'counter', unit: '1', source: 'process', attributes: ['figure'] },
    description:
      'What the audit of the last two days has found and mended; a round is the sum of its passes.',
  },
  'evenkeel.audit.answers': {
    ...{ kind: 'counter', unit: '1', source: 'process', attributes: ['answer'] },
    description: 'Slots that the audit has looked at, by their answer.',
  },
  'evenkeel.audit.last_round': {
    ...{ kind: 'gauge', unit: '1', source: 'store', attributes: ['figure'] },
    description: 'What the last whole round of the audit has found and mended.',
  },
  'evenkeel.audit.last_round_time': {
    ...{ kind: 'gauge', unit: 's', source: 'store', attributes: [] },
    description: 'When the last whole round of the audit ended, seconds since 1970.',
  },
  'evenkeel.alert.deliveries': {
    ...{ kind: 'counter', unit: '1', source: 'process', attributes: ['channel', 'outcome'] },
    description: 'Attempts to take a message of an alert to its channel.',
  },
  'evenkeel.alerts.unresolved': {
    ...{ kind: 'gauge', unit: '1', source: 'store', attributes: ['valueStream', 'severity', 'state'] },
    description: 'Incidents that are not resolved.',
  },
  'evenkeel.alerts.undelivered': {
    ...{ kind: 'gauge', unit: '1', source: 'store', attributes: [] },
    description: 'Messages of alerts that were to be delivered five minutes ago or longer, at most 1,000.',
  },
  'evenkeel.jobs': {
    ...{ kind: 'gauge', unit: '1', source: 'store', attributes: ['valueStream', 'kind', 'state'] },
    description: 'Jobs, the deleted ones left out.',
  },
  'evenkeel.runs.unfinished': {
    ...{ kind: 'gauge', unit: '1', source: 'store', attributes: ['valueStream', 'state'] },
    description: 'Runs that are pending, waiting or running.',
  },
  'evenkeel.runs.overdue': {
    ...{ kind: 'gauge', unit: '1', source: 'store', attributes: ['valueStream'] },
    description: 'Runs that are pending two minutes after they were to start.',
  },
  'evenkeel.runs.finished': {
    ...{ kind: 'counter', unit: '1', source: 'store', attributes: ['valueStream', 'kind', 'state'] },
    description: 'Runs that have ended, by how they ended; one that is retried by hand ends once more.',
  },
  'evenkeel.attempts.failed': {
    ...{ kind: 'counter', unit: '1', source: 'store', attributes: ['kind', 'reason'] },
    description: 'Attempts that have ended without a result, by why; counted when their run ends.',
  },
  'evenkeel.runs.lateness': {
    ...{ kind: 'histogram', unit: 's', source: 'store', attributes: ['valueStream'] },
    buckets: [1, 2, 5, 10, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR],
    description: 'From when the run of a slot was to start until it first did; counted when it ends.',
  },
  'evenkeel.runs.duration': {
    ...{ kind: 'histogram', unit: 's', source: 'store', attributes: ['kind'] },
    buckets: [1, 5, 15, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR],
    description: 'From the start of the last attempt to its end, of runs that succeeded or failed.',
  },
  'evenkeel.runs.last_success_time': {
    ...{ kind: 'gauge', unit: 's', source: 'store', attributes: ['valueStream', 'kind'] },
    description: 'When a run last succeeded, seconds since 1970.',
  },
  'evenkeel.slots.skipped': {
    ...{ kind: 'counter', unit: '1', source: 'store', attributes: ['valueStream', 'reason'] },
    description: 'Slots that will not run, by why.',
  },
  'evenkeel.queue.messages': {
    ...{ kind: 'gauge', unit: '1', source: 'store', attributes: ['queue', 'state'] },
    description: 'Messages in the queues: active, scheduled, or dead letters.',
  },
  'evenkeel.stability.measurements': {
    ...{ kind: 'counter', unit: '1', source: 'store', attributes: ['valueStream', 'band'] },
    description:
      'Measurements of models, by the band of the score or, without one, of the worst characteristic.',
  },
  'evenkeel.stability.psi': {
    ...{ kind: 'gauge', unit: '1', source: 'store', attributes: ['valueStream', 'modelId'] },
    description: 'Last PSI of the score, of the models that have the highest ones.',
  },
  'evenkeel.statistics.read_time': {
    ...{ kind: 'gauge', unit: 's', source: 'store', attributes: [] },
    description: 'Until when all that happened has been counted, seconds since 1970.',
  },
  'evenkeel.scrape.errors': {
    ...{ kind: 'gauge', unit: '1', source: 'scrape', attributes: ['part'] },
    description: 'Whether a part of these figures could not be read and is left out: 1, else 0.',
  },
} as const satisfies Readonly<Record<string, MetricDescription>>;

export type MetricName = keyof typeof METRICS;

/** What the catalogue says of a metric. */
export function describeMetric(name: MetricName): MetricDescription {
  return METRICS[name];
}

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(METRICS, name);
}
