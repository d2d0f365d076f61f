import type { Job } from '../../../shared/domain/job/job.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import { isFinished, type Run } from '../../../shared/domain/run/run.ts';
import type { RunId } from '../../../shared/domain/run/run-id.ts';
import type { Watched } from './findings.ts';

/** Compares the lanes with the runs after each commit. */
export class LaneWatch {
  readonly #watched: Watched;
  readonly #unfinished = new Map<JobId, Set<RunId>>();
  /** Jobs that let runs go beside each other, now or in an earlier definition. */
  readonly #allowed = new Set<JobId>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  jobWritten({ jobId, policies }: Job): void {
    if (policies.overlap === 'allow-all') this.#allowed.add(jobId);
  }

  runWritten(after: Run): void {
    const unfinished = this.#unfinished.get(after.jobId) ?? new Set();
    this.#unfinished.set(after.jobId, unfinished);
    if (isFinished(after)) unfinished.delete(after.runId);
    else unfinished.add(after.runId);
  }

  committed(jobId: JobId): void {
    const { memory, report } = this.#watched;
    const runs = [...(this.#unfinished.get(jobId) ?? [])].flatMap((id) => memory.runs.get(id)?.value ?? []);
    const lane = memory.lanes.get(jobId)?.value;
    const waiting = runs.filter((run) => run.state === 'waiting' && run.waitingFor === 'overlap');
    const going = runs.filter((run) => run.isInLane === true && !waiting.includes(run));
    if (!isSame(lane?.going ?? [], going))
      report(`${jobId}: ${list(lane?.going)} go, the runs say ${list(going.map(({ runId }) => runId))}`);
    if (!isSame(lane?.waiting ?? [], waiting))
      report(
        `${jobId}: ${list(lane?.waiting)} wait, the runs say ${list(waiting.map(({ runId }) => runId))}`,
      );
    if (waiting.length > 0 && going.length === 0) report(`${jobId}: runs wait for none`);
    const running = runs.filter(({ state }) => state === 'running');
    if (!this.#allowed.has(jobId) && running.length > 1)
      report(`${jobId}: ${running.length} runs go at once`);
  }
}

function isSame(ids: readonly RunId[], runs: readonly Run[]): boolean {
  return ids.length === runs.length && runs.every(({ runId }) => ids.includes(runId));
}

function list(ids: readonly RunId[] | undefined): string {
  return `[${(ids ?? []).join(' ')}]`;
}
