import type { AlertCause, AlertRecovery } from '../../domain/alert/alert-cause.ts';
import { causesOfJob, recoveriesOfJob } from '../../domain/alert/causes-of-job.ts';
import { causesOfRun, recoveriesOfRun } from '../../domain/alert/causes-of-run.ts';
import { areMissed, missedCauseOfSlots } from '../../domain/alert/missed-slots.ts';
import { RuleBook } from '../../domain/alert/rule-book.ts';
import { mayLookFor } from '../../domain/alert/rule-match.ts';
import type { Job } from '../../domain/job/job.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { followFeed } from '../follow-feed.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { Change, ChangeFeed } from '../ports/change-feed.ts';
import type { Fingerprint } from '../ports/environment.ts';
import type { ExpectationStore } from '../ports/expectation-store.ts';
import type { FeedProgressStore } from '../ports/feed-progress-store.ts';
import type { JobStore } from '../ports/job-store.ts';
import { matchCauses, type JobCauses } from './match-causes.ts';
import { readableJob } from './readable-job.ts';
import { recordCauses, type RecordDependencies } from './record-causes.ts';
import { recordRecoveries } from './record-recoveries.ts';
import { trackExpectations } from './track-expectations.ts';

export interface RaiseAlertsDependencies extends RecordDependencies {
  readonly feed: ChangeFeed;
  readonly feedProgress: FeedProgressStore;
  readonly alertRules: Pick<AlertRuleStore, 'all'>;
  readonly expectations: ExpectationStore;
  readonly jobs: Pick<JobStore, 'get'>;
  readonly fingerprint: Fingerprint;
}

/**
 * Raises alerts of what was committed since the last pass: reads the change feed, adds what went wrong to incidents and
 * takes out of them what is well again. How far it has read is kept after that only; what is read twice is counted once.
 *
 * Nothing that works waits for it or fails by it. Gives how many changes it has read. Throws Unavailable; the next pass
 * goes on from where this one was.
 */
export function createRaiseAlerts(dependencies: RaiseAlertsDependencies): () => Promise<number> {
  const { feed, feedProgress: progress, log } = dependencies;
  return () => {
    const readRules = onceOnly(async () => new RuleBook(await dependencies.alertRules.all()));
    return followFeed(
      { feed, progress, log },
      {
        name: 'alerts',
        readState: () => null,
        take: async (state, changes) => {
          await raisePage(dependencies, changes, readRules);
          return state;
        },
      },
    );
  };
}

/** The rules are read once a pass, and only when something happens that one might look for. */
function onceOnly<T>(read: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => (found ??= read());
}

async function raisePage(
  dependencies: RaiseAlertsDependencies,
  changes: readonly Change[],
  readRules: () => Promise<RuleBook>,
): Promise<void> {
  const suspects = changes.filter(isSuspect);
  if (suspects.length > 0) {
    const book = await readRules();
    const causes = await causesOfChanges(dependencies, suspects, book);
    await recordCauses(dependencies, matchCauses(causes, book, dependencies.fingerprint));
  }
  // Behind the causes of the same page: what was over within it is recorded, and over.
  await recordRecoveries(dependencies, changes.flatMap(recoveriesOfChange), readRules);
  const jobs = changes.flatMap((change) => (change.kind === 'job' ? [change.job] : []));
  if (jobs.length > 0) await trackExpectations(dependencies, jobs, await readRules());
}

/** Whether any rule could want to be told of it. */
function isSuspect(change: Change): boolean {
  switch (change.kind) {
    case 'run':
      return causesOfRun(change.run).length > 0;
    case 'job':
      return causesOfJob(change.job).length > 0;
    case 'skipped-slots':
      return areMissed(change.skipped);
  }
}

function recoveriesOfChange(change: Change): readonly AlertRecovery[] {
  switch (change.kind) {
    case 'run':
      return recoveriesOfRun(change.run);
    case 'job':
      return recoveriesOfJob(change.job);
    case 'skipped-slots':
      return [];
  }
}

/** The causes that a rule may look for, with their jobs; only of these the jobs are read. */
async function causesOfChanges(
  dependencies: Pick<RaiseAlertsDependencies, 'jobs' | 'log'>,
  changes: readonly Change[],
  book: RuleBook,
): Promise<readonly JobCauses[]> {
  const wanted = changes.filter((change) => isWanted(change, book));
  const jobIds = [...new Set(wanted.flatMap((change) => (change.kind === 'job' ? [] : [jobIdOf(change)])))];
  const read = await Promise.all(jobIds.map((jobId) => readableJob(dependencies, jobId)));
  const known = new Map(read.flatMap((job) => (job === undefined ? [] : [[job.jobId, job]])));
  return wanted.map((change) => {
    const job = change.kind === 'job' ? change.job : known.get(jobIdOf(change));
    return { job, causes: causesOf(change, job) };
  });
}

function isWanted(change: Change, book: RuleBook): boolean {
  if (change.kind === 'skipped-slots') return book.hasCondition('missed');
  return causesOf(change, undefined).some((cause) =>
    book.inStream(cause.valueStream).some((rule) => mayLookFor(rule, cause)),
  );
}

function causesOf(change: Change, job: Job | undefined): readonly AlertCause[] {
  switch (change.kind) {
    case 'run':
      return causesOfRun(change.run, job);
    case 'job':
      return causesOfJob(change.job);
    case 'skipped-slots': {
      const cause = job === undefined ? undefined : missedCauseOfSlots(job, change.skipped);
      return cause === undefined ? [] : [cause];
    }
  }
}

function jobIdOf(change: Change): JobId {
  switch (change.kind) {
    case 'run':
      return change.run.jobId;
    case 'job':
      return change.job.jobId;
    case 'skipped-slots':
      return change.jobId;
  }
}
