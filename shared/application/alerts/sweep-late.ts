import { overdueCauseOf } from '../../domain/alert/lateness.ts';
import type { RuleBook } from '../../domain/alert/rule-book.ts';
import { mayLookFor } from '../../domain/alert/rule-match.ts';
import type { Run } from '../../domain/run/run.ts';
import type { Fingerprint } from '../ports/environment.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { RunFilter, RunStore } from '../ports/run-store.ts';
import { matchCauses } from './match-causes.ts';
import { readableJob } from './readable-job.ts';
import { recordCauses, type RecordDependencies } from './record-causes.ts';

interface Dependencies extends RecordDependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly runs: Pick<RunStore, 'list' | 'unfinishedSince'>;
  readonly fingerprint: Fingerprint;
}

const PAGE = 200;

/** Clocks of instances differ, and a run may be dispatched a little after its slot. */
const OVERLAP_MS = 5 * 60_000;

/** How far back a first sweep looks. */
const FIRST_MS = 24 * 60 * 60_000;

/**
 * Raises runs that have not begun although a rule finds them late by now. Those that wait are looked at once, when they
 * become late, by their slots: an index of instants, however many runs there have been. The few that are pending although they
 * should have started are looked at by each sweep. Of a run that was made late, or begins late, the change feed tells.
 */
export async function sweepLate(
  dependencies: Dependencies,
  book: RuleBook,
  /** Epoch ms: when the sweep before began, if it is known. */
  sweptAt: number | undefined,
): Promise<void> {
  const { runs, clock } = dependencies;
  const tolerances = tolerancesOf(book);
  if (tolerances.length === 0) return;
  const now = clock.now();
  for (const tolerance of tolerances) {
    const fromDueAt = (sweptAt ?? now - FIRST_MS) - tolerance - OVERLAP_MS;
    await raiseWaiting(dependencies, book, { states: ['waiting'], fromDueAt, untilDueAt: now - tolerance });
  }
  let pending: Run[] = [];
  for await (const run of runs.unfinishedSince(now - Math.min(...tolerances))) {
    if (run.state === 'pending') pending.push(run);
    // While nothing starts, as when the queue is away, all runs of hours are among them.
    if (pending.length < PAGE) continue;
    await raisePage(dependencies, book, pending);
    pending = [];
  }
  await raisePage(dependencies, book, pending);
}

/** In ms, each once. */
function tolerancesOf({ rules }: RuleBook): readonly number[] {
  const conditions = rules.flatMap((rule) => (rule.isEnabled ? rule.conditions : []));
  const seconds = conditions.flatMap((each) => (each.type === 'late' ? [each.toleranceSeconds] : []));
  return [...new Set(seconds)].map((each) => each * 1000);
}

async function raiseWaiting(dependencies: Dependencies, book: RuleBook, filter: RunFilter): Promise<void> {
  const { runs } = dependencies;
  for (let cursor: string | undefined; ;) {
    const at = cursor === undefined ? {} : { cursor };
    const page = await runs.list(filter, { limit: PAGE, ...at });
    await raisePage(dependencies, book, page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return;
  }
}

async function raisePage(dependencies: Dependencies, book: RuleBook, runs: readonly Run[]): Promise<void> {
  const { clock, fingerprint } = dependencies;
  const now = clock.now();
  const causes = runs.flatMap((run) => overdueCauseOf(run, now) ?? []);
  const wanted = causes.filter((cause) =>
    book.inStream(cause.valueStream).some((rule) => mayLookFor(rule, cause)),
  );
  const found = await Promise.all(
    wanted.map(async (cause) => {
      const job = cause.jobId === undefined ? undefined : await readableJob(dependencies, cause.jobId);
      return { job, causes: [cause] };
    }),
  );
  await recordCauses(dependencies, matchCauses(found, book, fingerprint));
}
