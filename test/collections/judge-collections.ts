import type { ReportServerStats } from '../../local/report-server/report-service.ts';
import type { JobOutcome, RunOutcome, SlotOutcome } from './read-outcome.ts';
import type { SeenReport } from './report-watch.ts';

export interface Verdict {
  /** What must not be; one line each. */
  readonly faults: readonly string[];
  readonly slots: number;
  readonly reports: number;
  /** Slots without a report, by their reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Blobs that are whole, and whose run failed after all: its lease was lost between the blob and the result. */
  readonly leftBehind: number;
}

const NO_RUN = 'no run';
export const UNFINISHED: ReadonlySet<string> = new Set(['pending', 'waiting', 'running']);

/** Compares what the app says with what the report server and a reader of the reports have seen. */
export function judgeCollections(
  outcomes: readonly JobOutcome[],
  stats: Pick<ReportServerStats, 'resources'>,
  seen: ReadonlyMap<string, SeenReport>,
): Verdict {
  const faults: string[] = overlapFaults(stats);
  const reasons: Record<string, number> = {};
  const succeeded: RunOutcome[] = [];
  for (const { job, slots, runs } of outcomes) {
    faults.push(...slotFaults(job.dueAts, slots).map((fault) => `${job.jobId} ${fault}`));
    const byId = new Map(runs.map((run) => [run.runId, run]));
    for (const slot of slots) {
      const run = byId.get(slot.runId ?? '');
      if (run?.state === 'succeeded') succeeded.push(run);
      else reasons[reasonOf(slot, run)] = (reasons[reasonOf(slot, run)] ?? 0) + 1;
      if (run !== undefined && UNFINISHED.has(run.state)) faults.push(`${run.runId}: still ${run.state}`);
    }
    const named = new Set<string>(job.runIds);
    faults.push(...runs.filter(({ runId }) => !named.has(runId)).map(({ runId }) => `${runId}: of no slot`));
  }
  const known = new Set(outcomes.flatMap(({ runs }) => runs.map(({ runId }) => runId)));
  const blobs = judgeBlobs(succeeded, seen, known);
  return {
    faults: [...faults, ...blobs.faults],
    slots: outcomes.reduce((sum, { slots }) => sum + slots.length, 0),
    reports: succeeded.length,
    reasons,
    leftBehind: blobs.leftBehind,
  };
}

function overlapFaults({ resources }: Pick<ReportServerStats, 'resources'>): string[] {
  return Object.entries(resources).flatMap(([resource, { worstOverlap }]) =>
    worstOverlap > 1 ? [`${resource}: ${worstOverlap} requests were in flight at once`] : [],
  );
}

function slotFaults(dueAts: readonly number[], slots: readonly SlotOutcome[]): string[] {
  const answered = slots.map(({ dueAt }) => Date.parse(dueAt));
  const missing = dueAts.filter((dueAt) => !answered.includes(dueAt));
  const doubled = answered.filter((dueAt, index) => answered.indexOf(dueAt) !== index);
  const open = slots.filter(({ answer }) => !isAnswered(answer));
  return [
    ...missing.map((dueAt) => `${new Date(dueAt).toISOString()}: no answer`),
    ...doubled.map((dueAt) => `${new Date(dueAt).toISOString()}: two answers`),
    ...open.map(({ dueAt, answer }) => `${dueAt}: ${answer}`),
  ];
}

/** Whether it is decided about the slot, for good. */
export function isAnswered(answer: string): boolean {
  return /^(ran|late|skipped)/.test(answer);
}

function reasonOf({ answer }: SlotOutcome, run: RunOutcome | undefined): string {
  if (run === undefined) return answer.startsWith('skipped') ? answer : `${answer}: ${NO_RUN}`;
  return run.failure === undefined ? answer : `failed: ${run.failure.reason}`;
}

function judgeBlobs(
  runs: readonly RunOutcome[],
  seen: ReadonlyMap<string, SeenReport>,
  known: ReadonlySet<string>,
): { readonly faults: string[]; readonly leftBehind: number } {
  const faults: string[] = [];
  const hashes = new Map<string, string>();
  for (const { runId, result } of runs) {
    if (result === undefined) {
      faults.push(`${runId}: succeeded without a result`);
      continue;
    }
    const blob = seen.get(result.path.slice('reports/'.length));
    if (blob === undefined) faults.push(`${runId}: there is no blob '${result.path}'`);
    else faults.push(...blobFaults(runId, result, blob));
    const other = hashes.get(result.sha256);
    if (other !== undefined) faults.push(`${runId}: has the report of ${other}`);
    hashes.set(result.sha256, runId);
  }
  const successful = new Set(runs.map(({ runId }) => runId));
  const orphans = [...seen.values()].filter(({ runId }) => !successful.has(runId));
  const ofNobody = orphans.filter(({ runId }) => !known.has(runId));
  faults.push(...ofNobody.map(({ name, runId }) => `${name}: of '${runId}', which is no run`));
  return { faults, leftBehind: orphans.length };
}

/** Where reports of several runs go to one name, a later one may be there by now. */
function blobFaults(
  runId: string,
  result: { readonly sha256: string; readonly rowCount: number; readonly epoch: number },
  blob: SeenReport,
): string[] {
  if (blob.runId !== runId) {
    return blob.epoch > result.epoch ? [] : [`${runId}: its blob is of ${blob.runId}, of no later epoch`];
  }
  return [
    ...(blob.sha256 === result.sha256 ? [] : [`${runId}: the blob is not what its result says`]),
    ...(blob.rowCount === result.rowCount ? [] : [`${runId}: ${blob.rowCount} rows, not ${result.rowCount}`]),
  ];
}
