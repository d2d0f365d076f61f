import { addCounts, NO_COUNTS, repairsOf, type AuditCounts } from '../domain/slot/audit-counts.ts';
import { createAuditJob, type AuditJobDependencies } from './audit-job.ts';
import { eachAtOnce } from './each-at-once.ts';
import type { AuditProgress, AuditProgressStore, AuditUnderWay } from './ports/audit-progress-store.ts';
import type { Log } from './ports/environment.ts';
import type { FoundJob, SlotStore } from './ports/slot-store.ts';
import type { Versioned } from './ports/versioned.ts';

/** Jobs audited between two notes of the progress: as many are audited again after a kill. */
const BATCH = 50;

/** Jobs audited at the same time. */
const AT_ONCE = 8;

/** A pass ends after this, in time before the next one may be started beside it. */
const PASS_MS = 45_000;

/** A pass ends after so many slots, so that jobs of every minute or second cost no more an hour than others. */
const SLOTS_A_PASS = 20_000;

interface Dependencies extends AuditJobDependencies {
  readonly slots: SlotStore;
  readonly progress: AuditProgressStore;
  readonly log: Log;
  readonly jobsPerPass: number;
}

export interface AuditPass {
  /** `overtaken`: another audit was at the same jobs; it counts what was found, each counts what it mended. */
  readonly outcome: 'under-way' | 'round-finished' | 'overtaken';
  /** What this pass found and mended. */
  readonly counts: AuditCounts;
}

/**
 * Audits the next jobs of the present round, or the first ones of a new round, and notes how far it has come. Any
 * number of audits may be at work: the note is written under its version, and whoever finds it changed stops.
 */
export function createAuditJobs(dependencies: Dependencies): () => Promise<AuditPass> {
  const { clock, progress, log, jobsPerPass } = dependencies;
  const auditBatch = createAuditBatch(dependencies);
  return async () => {
    const startedAt = clock.now();
    let counts = NO_COUNTS;
    let note = await progress.get();
    for (;;) {
      const present = note?.value.present ?? { startedAt, updatedAt: startedAt, counts: NO_COUNTS };
      const batch = await auditBatch(present.position, Math.min(BATCH, jobsPerPass - counts.jobs));
      const next = advanced(note?.value, { present, batch, now: clock.now() });
      const saved = await progress.save(next, { ifVersion: note?.version });
      if (saved === 'conflict') {
        return ended(log, { outcome: 'overtaken', counts: addCounts(counts, repairsOf(batch.counts)) });
      }
      note = { value: next, version: saved.version };
      counts = addCounts(counts, batch.counts);
      if (batch.next === undefined) {
        log.info('Audit round finished.', { ...next.last?.counts });
        return ended(log, { outcome: 'round-finished', counts });
      }
      const isOver = counts.jobs >= jobsPerPass || counts.slots >= SLOTS_A_PASS;
      if (isOver || clock.now() - startedAt > PASS_MS) return ended(log, { outcome: 'under-way', counts });
    }
  };
}

interface Batch {
  readonly counts: AuditCounts;
  readonly next: string | undefined;
}

function createAuditBatch(
  dependencies: Dependencies,
): (position: string | undefined, limit: number) => Promise<Batch> {
  const auditJob = createAuditJob(dependencies);
  return async (position, limit) => {
    const { jobs, next } = await dependencies.slots.jobsAfter(position, limit);
    let counts = NO_COUNTS;
    await eachAtOnce(oneByOne(jobs), AT_ONCE, async (job) => {
      const found = await auditSafely(dependencies.log, auditJob, job);
      counts = addCounts(counts, found);
      return 'go-on';
    });
    return { counts, next };
  };
}

/** One bad job never stops the others. */
async function auditSafely(
  log: Log,
  auditJob: (job: FoundJob) => Promise<AuditCounts>,
  job: FoundJob,
): Promise<AuditCounts> {
  try {
    return await auditJob(job);
  } catch (error) {
    log.error('A job could not be audited.', error, { jobId: job.value.jobId });
    return { ...NO_COUNTS, jobs: 1, failures: 1 };
  }
}

async function* oneByOne(jobs: readonly FoundJob[]): AsyncGenerator<FoundJob> {
  yield* jobs;
}

function advanced(
  before: AuditProgress | undefined,
  { present, batch, now }: { readonly present: AuditUnderWay; readonly batch: Batch; readonly now: number },
): AuditProgress {
  const { startedAt } = present;
  const counts = addCounts(present.counts, batch.counts);
  if (batch.next === undefined) return { last: { startedAt, finishedAt: now, counts } };
  return { ...before, present: { startedAt, updatedAt: now, position: batch.next, counts } };
}

/** Each pass adds to the metrics what it found: their sums over a round are the round's figures. */
function ended(log: Log, pass: AuditPass): AuditPass {
  const { answers, ...figures } = pass.counts;
  for (const [name, value] of Object.entries(figures))
    log.metric('evenkeel.audit.figures', value, { figure: name });
  for (const [answer, count] of Object.entries(answers))
    log.metric('evenkeel.audit.answers', count, { answer });
  return pass;
}

/** The last whole round and the one under way. */
export function createReadAudit({
  progress,
}: {
  readonly progress: AuditProgressStore;
}): () => Promise<AuditProgress> {
  return async () => {
    const stored: Versioned<AuditProgress> | undefined = await progress.get();
    return stored?.value ?? {};
  };
}
