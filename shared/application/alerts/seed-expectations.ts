import { waitedMs, waitsFor } from '../../domain/alert/expectation.ts';
import type { AlertRule } from '../../domain/alert/alert-rule.ts';
import type { RuleBook } from '../../domain/alert/rule-book.ts';
import type { Job } from '../../domain/job/job.ts';
import type { ExpectationStore } from '../ports/expectation-store.ts';
import type { FeedProgressStore } from '../ports/feed-progress-store.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import { beginningAt } from './track-expectations.ts';

interface Dependencies {
  readonly jobs: Pick<JobStore, 'list'>;
  readonly expectations: ExpectationStore;
  readonly feedProgress: FeedProgressStore;
}

const PAGE = 100;

/** How many pages of jobs a pass walks at most: what is left over is for the next one. */
const MAX_PAGES = 50;

/** Behind the last page. */
const DONE = 'done';

/**
 * Begins to wait for the successes of the jobs that a rule looks at, when it is new or has been edited: walks the active
 * jobs of its value stream page by page, and goes on where it was. Jobs that come meanwhile are found in the change feed.
 */
export async function seedExpectations(dependencies: Dependencies, book: RuleBook): Promise<void> {
  let left = MAX_PAGES;
  for (const rule of book.rules.filter((each) => waitedMs(each) !== undefined)) {
    while (left > 0 && (await seedPage(dependencies, rule)) === 'more') left -= 1;
  }
}

async function seedPage(dependencies: Dependencies, rule: AlertRule): Promise<'more' | 'done'> {
  const { feedProgress, jobs } = dependencies;
  const follower = `alert-rule:${rule.ruleId}`;
  const kept = await feedProgress.get(follower);
  // A rule made anew under the same id begins with the same generation.
  const definition = `${rule.createdAt}.${rule.generation}`;
  const isOfDefinition = kept?.value.state === definition;
  if (isOfDefinition && kept.value.position === DONE) return 'done';
  const cursor = isOfDefinition && kept.value.position !== '' ? { cursor: kept.value.position } : {};
  const { valueStream } = rule;
  const page = await jobs.list({ valueStream, states: ['active'] }, { limit: PAGE, ...cursor });
  await beginToWait(dependencies, rule, page.items);
  const position = page.nextCursor ?? DONE;
  const progress = { follower, position, state: definition };
  const saved = await feedProgress.save(progress, { ifVersion: kept?.version });
  // Another pass is at it.
  return saved === 'conflict' || position === DONE ? 'done' : 'more';
}

async function beginToWait(
  { expectations }: Dependencies,
  rule: AlertRule,
  jobs: readonly Job[],
): Promise<void> {
  const found = jobs.filter((job) => waitsFor(rule, job));
  if (found.length === 0) return;
  const known = await expectations.ofJobs(found.map(({ jobId }) => jobId));
  const byJob = new Map(
    known.filter(({ value }) => value.ruleId === rule.ruleId).map((each) => [each.value.jobId, each]),
  );
  await Promise.all(
    found.map(async (job) => {
      const before: Versioned<{ readonly since: number }> | undefined = byJob.get(job.jobId);
      const expectation = beginningAt(rule, job, before?.value.since ?? rule.updatedAt);
      await expectations.save(expectation, { ifVersion: before?.version });
    }),
  );
}
