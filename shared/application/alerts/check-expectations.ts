import { noSuccessCauseOf, waitedMs, waitsFor, type Expectation } from '../../domain/alert/expectation.ts';
import type { AlertRule } from '../../domain/alert/alert-rule.ts';
import { RuleBook } from '../../domain/alert/rule-book.ts';
import type { Job } from '../../domain/job/job.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { Fingerprint } from '../ports/environment.ts';
import type { ExpectationStore } from '../ports/expectation-store.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import { matchCauses, type JobCauses } from './match-causes.ts';
import { readableJob } from './readable-job.ts';
import { recordCauses, type RecordDependencies } from './record-causes.ts';
import { recordRecoveries } from './record-recoveries.ts';

interface Dependencies extends RecordDependencies {
  readonly expectations: ExpectationStore;
  readonly jobs: Pick<JobStore, 'get'>;
  readonly runs: Pick<RunStore, 'list'>;
  readonly fingerprint: Fingerprint;
}

/** Looked at together. */
const MOST = 500;

/** In one pass, as long as it takes no longer than this: what is left over is for the next one. */
const MAX_ROUNDS = 20;
const PASS_MS = 20_000;

const AT_ONCE = 16;

/** Of the latest slots: one that ran late may have succeeded after those behind it. */
const LATEST_SUCCESSES = 5;

/** A success that came while the alert was raised is found by then. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Looks at what is expected by now: moves on what has succeeded since, raises what has not, and drops what nobody waits for
 * any more. A job without a success is looked at again each time that the rule would wait.
 */
export async function checkExpectations(dependencies: Dependencies, book: RuleBook): Promise<void> {
  const { clock } = dependencies;
  const until = clock.now() + PASS_MS;
  for (let round = 0; round < MAX_ROUNDS && clock.now() <= until; round += 1) {
    if ((await checkSome(dependencies, book)) < MOST) return;
  }
}

/** Gives how many were due. */
async function checkSome(dependencies: Dependencies, book: RuleBook): Promise<number> {
  const { expectations, clock } = dependencies;
  const due = await expectations.due(clock.now(), MOST);
  const overdue: Overdue[] = [];
  await eachAtOnce(each(due), AT_ONCE, async (expectation) => {
    const found = await check(dependencies, expectation, book);
    if (found !== undefined) overdue.push(found);
    return 'go-on';
  });
  await raise(dependencies, overdue);
  return due.length;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

interface Overdue {
  readonly expectation: Versioned<Expectation>;
  readonly rule: AlertRule;
  readonly withinMs: number;
  readonly found: JobCauses;
}

async function check(
  dependencies: Dependencies,
  expectation: Versioned<Expectation>,
  book: RuleBook,
): Promise<Overdue | undefined> {
  const { expectations, clock } = dependencies;
  const { value, version } = expectation;
  const rule = book.rules.find(({ ruleId }) => ruleId === value.ruleId);
  const withinMs = waitedMs(rule);
  const job = await readableJob(dependencies, value.jobId);
  if (rule === undefined || withinMs === undefined || job === undefined || !waitsFor(rule, job)) {
    await expectations.remove(value, { ifVersion: version });
    return undefined;
  }
  const lastSuccessAt = await lastSuccess(dependencies, value.jobId);
  // A resume that the feed has not told of yet begins the waiting anew.
  const from = Math.max(value.since, lastSuccessAt ?? 0, job.resume?.at ?? 0);
  if (from + withinMs > clock.now()) {
    await moveOn(dependencies, { value, version }, { job, from, withinMs, book });
    return undefined;
  }
  const cause = noSuccessCauseOf({ job, from, lastSuccessAt, withinMs });
  return { expectation, rule, withinMs, found: { job, causes: [cause] } };
}

async function lastSuccess({ runs }: Dependencies, jobId: JobId): Promise<number | undefined> {
  const { items } = await runs.list({ jobId, states: ['succeeded'] }, { limit: LATEST_SUCCESSES });
  const ends = items.flatMap((run) => (run.state === 'succeeded' ? [run.finishedAt] : []));
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** A success that was read by the feed while the alert of its absence was being raised has recovered nothing then. */
async function moveOn(
  dependencies: Dependencies,
  { value, version }: Versioned<Expectation>,
  {
    job,
    from,
    withinMs,
    book,
  }: { readonly job: Job; readonly from: number; readonly withinMs: number; readonly book: RuleBook },
): Promise<void> {
  const recovery = { subject: `job:${job.jobId}`, conditions: ['no-success'] as const, at: from };
  await recordRecoveries(dependencies, [recovery], async () => book);
  const moved = { ...value, expectBy: from + withinMs };
  await dependencies.expectations.save(moved, { ifVersion: version });
}

/** The alerts first: killed in between, they are raised once more, and counted once. */
async function raise(dependencies: Dependencies, overdue: readonly Overdue[]): Promise<void> {
  const { expectations, fingerprint, clock } = dependencies;
  // Each by its own rule: another one of the same job may wait longer.
  for (const [rule, ofRule] of Map.groupBy(overdue, (each) => each.rule)) {
    const own = new RuleBook([rule]);
    const matched = matchCauses(
      ofRule.map(({ found }) => found),
      own,
      fingerprint,
    );
    const counted = await recordCauses(dependencies, matched);
    for (const { expectation, withinMs } of ofRule) {
      const pauseMs = counted > 0 ? Math.min(LOOK_AGAIN_MS, withinMs) : withinMs;
      const later = { ...expectation.value, expectBy: clock.now() + pauseMs };
      await expectations.save(later, { ifVersion: expectation.version });
    }
  }
}
