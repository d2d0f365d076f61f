import type { JobView } from '../../../../shared/contracts/http/job-view.ts';

type KnownJob = Pick<JobView, 'jobId' | 'policies' | 'state'>;

const OVERLAP: Readonly<Record<KnownJob['policies']['overlap'], string>> = {
  skip: 'If a run of it is going, this one is skipped.',
  'buffer-one': 'If a run of it is going, this one waits for it, unless one waits already.',
  'buffer-all': 'If a run of it is going, this one waits for it.',
  'cancel-other': 'If a run of it is going, that one is cancelled.',
  'allow-all': 'It also runs beside one that is going.',
};

/** What running a job now does, a sentence each. */
export function consequencesOfRunNow({ policies, state }: KnownJob): readonly string[] {
  const { concurrency, overlap } = policies;
  return [
    'It runs once, beside its schedule; the next slots stay as they are.',
    OVERLAP[overlap],
    ...(concurrency === undefined
      ? []
      : [`It takes one of the ${concurrency.limit} places of ${concurrency.key}, or waits for one.`]),
    ...(state === 'paused' ? ['The job stays paused.'] : []),
  ];
}

/** Of runs that a deletion finds. */
export interface UnfinishedRuns {
  readonly notBegun: number;
  readonly running: number;
  /** Whether there may be more than were counted. */
  readonly isCapped: boolean;
}

/** What deleting a job does, a sentence each; `next` is its next slot in words. */
export function consequencesOfDelete(
  { notBegun, running, isCapped }: UnfinishedRuns,
  next: string | undefined,
): readonly string[] {
  const more = isCapped ? 'at least ' : '';
  return [
    next === undefined
      ? 'No slot of it is dispatched any more.'
      : `No slot is dispatched any more; the next would be ${next}.`,
    ...(notBegun === 0
      ? []
      : [`${more}${runs(notBegun)} that ${isOrAre(notBegun)} yet to begin will be skipped.`]),
    ...(running === 0 ? [] : [`${more}${runs(running)} that ${isOrAre(running)} going will end as usual.`]),
    'Its runs and its history stay readable, and it can be brought back with its definition.',
  ].map(capital);
}

function runs(count: number): string {
  return count === 1 ? 'one run' : `${count} runs`;
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function capital(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}
