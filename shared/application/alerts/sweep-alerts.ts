import { RuleBook } from '../../domain/alert/rule-book.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { AlertSources } from '../ports/alert-sources.ts';
import type { Fingerprint } from '../ports/environment.ts';
import type { ExpectationStore } from '../ports/expectation-store.ts';
import type { FeedProgressStore } from '../ports/feed-progress-store.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import { checkExpectations } from './check-expectations.ts';
import type { RecordDependencies } from './record-causes.ts';
import { seedExpectations } from './seed-expectations.ts';
import { sweepReminders, sweepRulesGone } from './sweep-incidents.ts';
import { sweepLate } from './sweep-late.ts';
import { sweepBrokenLocks, sweepLetters } from './sweep-sources.ts';

export interface SweepAlertsDependencies extends RecordDependencies {
  readonly alertRules: Pick<AlertRuleStore, 'all' | 'get'>;
  readonly alertSources: AlertSources;
  readonly expectations: ExpectationStore;
  readonly feedProgress: FeedProgressStore;
  readonly fingerprint: Fingerprint;
  readonly jobs: Pick<JobStore, 'get' | 'list'>;
  readonly runs: Pick<RunStore, 'list' | 'unfinishedSince'>;
  readonly streamOfLock: (resource: string) => Promise<string | undefined>;
  /** Sweeps are at least so far apart, however often they are asked for. */
  readonly sweepEveryMs: number;
}

const FOLLOWER = 'alert-sweep';

/** What is written late by a clock that is behind is still found. */
const OVERLAP_MS = 10 * 60_000;

/**
 * Raises and tells what no change tells of: runs that have not begun, jobs that have not succeeded, broken locks and
 * unreadable dead letters; reminds of what is open, and resolves what has no rule any more.
 *
 * Each part is done although another one fails; where one has, the next sweep looks back as far as this one. What is
 * read twice is counted once. Gives whether it has swept.
 */
export function createSweepAlerts(dependencies: SweepAlertsDependencies): () => Promise<boolean> {
  const { feedProgress, clock, sweepEveryMs } = dependencies;
  return async () => {
    const begunAt = clock.now();
    const kept = await feedProgress.get(FOLLOWER);
    const last = kept === undefined ? undefined : instantIn(kept.value.position, begunAt);
    if (last !== undefined && begunAt < last + sweepEveryMs) return false;
    const book = new RuleBook(await dependencies.alertRules.all());
    await sweepAll(dependencies, book, last);
    const progress = { follower: FOLLOWER, position: new Date(begunAt).toISOString(), state: null };
    await feedProgress.save(progress, { ifVersion: kept?.version });
    return true;
  };
}

/** A clock that was set back must not keep it waiting. */
function instantIn(position: string, now: number): number | undefined {
  const instant = Date.parse(position);
  return Number.isNaN(instant) || instant > now ? undefined : instant;
}

async function sweepAll(
  dependencies: SweepAlertsDependencies,
  book: RuleBook,
  last: number | undefined,
): Promise<void> {
  const since = (last ?? dependencies.clock.now()) - OVERLAP_MS;
  const parts = [
    () => seedExpectations(dependencies, book),
    () => checkExpectations(dependencies, book),
    () => sweepLate(dependencies, book, last),
    () => sweepBrokenLocks(dependencies, book, since),
    () => sweepLetters(dependencies, book, since),
    () => sweepRulesGone(dependencies, book),
    () => sweepReminders(dependencies, book),
  ];
  const failures: unknown[] = [];
  for (const part of parts) {
    try {
      await part();
    } catch (error) {
      failures.push(error);
    }
  }
  // The others are likely to be of the same cause.
  if (failures.length > 0) throw failures[0];
}
