import { waitedMs, waitsFor, type Expectation } from '../../domain/alert/expectation.ts';
import type { AlertRule } from '../../domain/alert/alert-rule.ts';
import type { RuleBook } from '../../domain/alert/rule-book.ts';
import type { Job } from '../../domain/job/job.ts';
import type { ExpectationStore } from '../ports/expectation-store.ts';

interface Dependencies {
  readonly expectations: ExpectationStore;
}

/**
 * Begins to wait for the successes of jobs that have been created, edited or resumed, and ends it for those that a rule looks
 * at no more. Jobs are also written when they are dispatched: for those nothing changes. While no rule waits for successes
 * it costs nothing.
 */
export async function trackExpectations(
  { expectations }: Dependencies,
  jobs: readonly Job[],
  book: RuleBook,
): Promise<void> {
  const rules = book.rules.filter((rule) => waitedMs(rule) !== undefined);
  const streams = new Set(rules.map(({ valueStream }) => valueStream));
  const latest = new Map(jobs.map((job) => [job.jobId, job]));
  const watched = [...latest.values()].filter(({ valueStream }) => streams.has(valueStream));
  if (watched.length === 0) return;
  const known = await expectations.ofJobs(watched.map(({ jobId }) => jobId));
  const names = new Set(known.map(({ value }) => nameOf(value)));
  const byId = new Map(rules.map((rule) => [rule.ruleId, rule]));
  for (const { value, version } of known) {
    const rule = byId.get(value.ruleId);
    const job = latest.get(value.jobId);
    const isOver = rule === undefined || job === undefined || !waitsFor(rule, job);
    if (isOver) await expectations.remove(value, { ifVersion: version });
  }
  for (const expectation of watched.flatMap((job) => expectationsOf(job, rules))) {
    // Another pass may have made it meanwhile: then it is there.
    if (!names.has(nameOf(expectation))) await expectations.save(expectation, { ifVersion: undefined });
  }
}

function expectationsOf(job: Job, rules: readonly AlertRule[]): readonly Expectation[] {
  return rules
    .filter((rule) => waitsFor(rule, job))
    .map((rule) => beginningAt(rule, job, Math.max(job.updatedAt, rule.updatedAt)));
}

/** What a rule expects of a job from an instant (epoch ms) on. */
export function beginningAt(rule: AlertRule, { jobId }: Pick<Job, 'jobId'>, since: number): Expectation {
  return { ruleId: rule.ruleId, jobId, since, expectBy: since + (waitedMs(rule) ?? 0) };
}

function nameOf({ ruleId, jobId }: Expectation): string {
  return `${ruleId} ${jobId}`;
}
