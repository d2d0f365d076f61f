import type { Field, FieldGroup } from './field.ts';

const OVERLAP: Field = {
  ...{
    type: 'choice',
    pointer: '/policies/overlap',
    label: 'While an earlier run is going',
    default: 'skip',
  },
  hint: 'What becomes of a slot that finds a run of this job still going.',
  options: [
    { value: 'skip', label: 'Skip', about: 'The slot does not run.' },
    {
      value: 'buffer-one',
      label: 'Wait, one',
      about: 'One slot waits for the end; a further one is skipped.',
    },
    { value: 'buffer-all', label: 'Wait, all', about: 'Every slot waits for its turn.' },
    { value: 'cancel-other', label: 'Cancel the other', about: 'The run that is going is cancelled.' },
    { value: 'allow-all', label: 'Run beside it', about: 'Runs go at the same time, as many as come.' },
  ],
};

const CATCH_UP: Field = {
  ...{ type: 'choice', pointer: '/policies/catchUp/policy', label: 'After an outage', default: 'latest' },
  hint: 'What becomes of slots that were missed while nothing dispatched.',
  options: [
    { value: 'skip', label: 'None runs', about: 'It goes on with the next slot.' },
    { value: 'latest', label: 'The latest runs', about: 'One run, and soon; the others are skipped.' },
    { value: 'all', label: 'Each runs', about: 'The earliest first, within the bounds under More.' },
    { value: 'coalesce', label: 'One for all', about: 'One run is told for how many slots it stands.' },
  ],
};

/** The policies of every job; all have a default. */
export const POLICY_FIELDS: FieldGroup = {
  main: [
    OVERLAP,
    CATCH_UP,
    {
      ...{
        type: 'duration',
        pointer: '/policies/timeoutSeconds',
        label: 'An attempt may take',
        default: 3600,
      },
      hint: 'One that goes on longer fails as timed out.',
    },
    {
      ...{
        type: 'number',
        pointer: '/policies/retry/maxAttempts',
        label: 'Attempts',
        default: 3,
        min: 1,
        max: 20,
      },
      hint: 'The first included; 1 means no retry.',
    },
    {
      ...{
        type: 'number',
        pointer: '/policies/pauseAfterFailures',
        label: 'Pause after failures',
        min: 1,
        max: 1000,
      },
      hint: 'So many failed runs in a row pause the job. Empty: it goes on.',
    },
  ],
  more: [
    {
      ...{ type: 'duration', pointer: '/policies/startDeadlineSeconds', label: 'Start deadline' },
      hint: 'A slot that has not started so long after its time is skipped. Empty: late is better than never.',
    },
    {
      ...{ type: 'duration', pointer: '/policies/spreadSeconds', label: 'Spread', default: 0 },
      hint: 'Runs start later by a time below this, always the same: jobs of one instant do not start together.',
    },
    {
      ...{
        type: 'duration',
        pointer: '/policies/catchUp/windowSeconds',
        label: 'Catch-up window',
        default: 604_800,
      },
      hint: 'What was missed longer ago is skipped, whatever the policy.',
    },
    {
      ...{ type: 'number', pointer: '/policies/catchUp/maxCount', label: 'Catch up at most', default: 100 },
      ...{ min: 1, max: 1000, unit: 'slots' },
      hint: 'Of more missed slots the newest run.',
    },
    {
      ...{ type: 'duration', pointer: '/policies/catchUp/maxAgeSeconds', label: 'Missed slots expire after' },
      default: 604_800,
      hint: 'A missed slot that has not started by then is skipped.',
    },
    {
      ...{ type: 'number', pointer: '/policies/catchUp/maxPerMinute', label: 'Catch-up pace', default: 10 },
      ...{ min: 1, max: 6000, unit: 'a minute' },
      hint: 'So many missed slots start each minute.',
    },
    {
      ...{
        type: 'duration',
        pointer: '/policies/retry/initialDelaySeconds',
        label: 'Pause before a retry',
        default: 30,
      },
      hint: 'Before the second attempt.',
    },
    {
      ...{
        type: 'number',
        pointer: '/policies/retry/backoffCoefficient',
        label: 'Each pause longer by',
        default: 2,
      },
      ...{ min: 1, max: 10, step: 'any', unit: 'times' },
      hint: 'Each pause is so many times as long as the one before.',
    },
    {
      ...{
        type: 'duration',
        pointer: '/policies/retry/maxDelaySeconds',
        label: 'Longest pause',
        default: 600,
      },
      hint: 'No pause between attempts is longer.',
    },
    {
      ...{ type: 'words', pointer: '/policies/retry/nonRetryable', label: 'Failures not retried' },
      hint: 'Reasons that another attempt would not mend. Empty: the usual ones.',
      default: [
        ...[
          'current-not-found',
          'current-not-readable',
          'data-not-ready',
          'baseline-not-found',
          'upstream-failed',
        ],
        ...[
          'upstream-not-ready',
          'resource-busy',
          'secret-not-found',
          'address-refused',
          'ticket-not-readable',
        ],
        ...['report-not-ready', 'report-too-large', 'report-not-readable', 'unexpected-content-type'],
        ...['output-path-taken', 'input-missing', 'service-refused'],
      ],
    },
    {
      ...{ type: 'text', pointer: '/policies/concurrency/key', label: 'Concurrency key', isCode: true },
      hint: 'Jobs with the same key share a limit. Empty: no limit but the capacity of the app.',
      placeholder: 'warehouse',
      clears: '/policies/concurrency',
    },
    {
      ...{
        type: 'number',
        pointer: '/policies/concurrency/limit',
        label: 'Concurrency limit',
        min: 1,
        max: 10_000,
      },
      hint: 'So many runs of all jobs with the key go at a time.',
      unit: 'runs',
    },
  ],
};

/** What every job says of itself. */
export const ABOUT_FIELDS: readonly Field[] = [
  {
    ...{
      type: 'text',
      pointer: '/valueStream',
      label: 'Value stream',
      suggest: 'value-streams',
      isRequired: true,
    },
    hint: 'Whose job it is: who may see and change it, and who is told.',
    placeholder: 'retention',
  },
  {
    ...{ type: 'text', pointer: '/description', label: 'Description', isLong: true },
    hint: 'For people.',
  },
  {
    ...{ type: 'words', pointer: '/tags', label: 'Tags', placeholder: 'tier-1' },
    hint: 'By which lists find it, with commas between.',
  },
];

/** The job that comes first. */
export const AFTER_FIELDS: readonly Field[] = [
  {
    ...{ type: 'text', pointer: '/after/jobId', label: 'After the job', suggest: 'jobs', isCode: true },
    hint: 'A run begins when the run of that job for the same slot has succeeded. Empty: at once.',
    clears: '/after',
  },
  {
    ...{ type: 'duration', pointer: '/after/deadlineSeconds', label: 'Wait at most', default: 3600 },
    hint: 'Then the run fails as not ready.',
  },
  {
    ...{ type: 'duration', pointer: '/after/pollSeconds', label: 'Look every', default: 10 },
    hint: 'How often it looks whether the other run has ended.',
  },
];
