/** A number that nobody has measured on Azure, and why it is what it is. */
export interface Assumption {
  readonly value: number;
  readonly unit: string;
  readonly means: string;
  readonly source: string;
}

/** What the plan assumes; each can be replaced by what one's own runs show. */
export const ASSUMPTIONS = {
  peakFactor: {
    value: 4,
    unit: 'x',
    means: 'Runs of the busiest hour against the average hour',
    source: 'schedules gather at night and on the hour; spread them',
  },
  hourlyMaximum: {
    value: 1.5,
    unit: 'x',
    means: 'Highest second of an hour against its average: what autoscale bills',
    source: 'spread within the hour',
  },
  headroom: {
    value: 0.7,
    unit: 'of 1',
    means: 'How much of a limit is to be used at the peak',
    source: 'room for retries and for one zone that is gone',
  },
  cpuSecondsPerRun: {
    value: 1,
    unit: 's',
    means: 'Processor time of a run, nearly all of it counting',
    source: 'some 100,000 rows of 20 columns; npm run bench -- stability',
  },
  memoryGb: {
    value: 2,
    unit: 'GB',
    means: 'Memory of an instance',
    source: 'infra/main.bicep, instanceMemoryMB',
  },
  coresPerInstance: {
    value: 1,
    unit: 'cores',
    means: 'Cores of an instance of that memory',
    source: 'Flex Consumption: 1 core for 2,048 MB',
  },
  runDocumentKb: {
    value: 6,
    unit: 'kB',
    means: 'A finished run with its index',
    source: 'retained 90 days (docs/operations.md)',
  },
  stabilityDocumentKb: {
    value: 4,
    unit: 'kB',
    means: 'A stability record with its index',
    source: 'kept for ever',
  },
  logDocumentKb: {
    ...{ value: 4, unit: 'kB', means: 'What a run logs, with its index' },
    source: 'container `logs`',
  },
  logRetentionDays: {
    ...{ value: 30, unit: 'days', means: 'How long that is kept' },
    source: 'infra/app/cosmos.bicep',
  },
  resultBlobKb: {
    value: 30,
    unit: 'kB',
    means: 'Detail and counts of a run',
    source: '20 columns; kept until a lifecycle rule removes them',
  },
  jobDocumentKb: { value: 6, unit: 'kB', means: 'A job, its history and its model', source: 'kept for ever' },
  runRetentionDays: {
    value: 90,
    unit: 'days',
    means: 'How long finished runs are kept',
    source: 'docs/operations.md, Retention',
  },
  resultRetentionDays: {
    value: 365,
    unit: 'days',
    means: 'How long blobs of results are kept',
    source: "a lifecycle rule of one's own",
  },
  dispatchesPerMinute: {
    value: 4,
    unit: '',
    means: 'Passes of the dispatcher',
    source: 'infra/main.bicep, dispatchSchedule',
  },
  requestUnitsPerPass: {
    value: 3.3,
    unit: 'RU',
    means: 'A pass that finds nothing, for each physical partition',
    source: 'npm run bench -- schedule, idle',
  },
  auditedPerMinute: {
    value: 500,
    unit: 'jobs',
    means: 'Jobs that the audit looks at',
    source: 'AUDIT_JOBS_PER_PASS',
  },
  requestUnitsPerAudit: {
    value: 10,
    unit: 'RU',
    means: 'Looking at one job',
    source: 'a point read and two small queries; not measured',
  },
  apiRequestsPerSecond: {
    value: 20,
    unit: '/s',
    means: 'Requests of people and programs, at the peak',
    source: 'pages, watches, CLI',
  },
  requestUnitsPerRequest: {
    value: 6,
    unit: 'RU',
    means: 'One of them, its counting for the rate limit included',
    source: 'npm run bench -- api; not counted there',
  },
  telemetryKbPerRun: {
    value: 4,
    unit: 'kB',
    means: 'Traces, logs and metrics of a run, after sampling',
    source: 'npm run bench -- telemetry: 5.5 kB with all traces; traceSampleRatio',
  },
} as const satisfies Readonly<Record<string, Assumption>>;

/** The plan's assumptions, or one's own in their place. */
export type Assumed = Readonly<Record<keyof typeof ASSUMPTIONS, Assumption>>;
