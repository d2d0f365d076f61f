import type { Job } from '../../../shared/domain/job/job.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import { emptyLane } from '../../../shared/domain/run/lane.ts';
import { isFinished, type Run } from '../../../shared/domain/run/run.ts';
import type { RunId } from '../../../shared/domain/run/run-id.ts';
import { forbid, type Watched } from './findings.ts';

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
    const runs = this.#runsOf(jobId);
    const stored = this.#watched.memory.lanes.get(jobId)?.value ?? emptyLane(jobId);
    const waiting = runs.filter(isWaitingInLane);
    const going = runs.filter((run) => run.isInLane === true && !isWaitingInLane(run));
    const running = runs.filter(({ state }) => state === 'running');
    const isTooMany = running.length > 1 && !this.#allowed.has(jobId);
    const check = (isSo: boolean, describe: () => string): void => {
      forbid(this.#watched, isSo, () => `${jobId}: ${describe()}`);
    };
    check(!isSame(stored.going, going), () => `${list(stored.going)} go, the runs say ${list(idsOf(going))}`);
    check(
      !isSame(stored.waiting, waiting),
      () => `${list(stored.waiting)} wait, the runs say ${list(idsOf(waiting))}`,
    );
    check(stored.waiting.length > 0 && stored.going.length === 0, () => 'runs wait for none');
    check(isTooMany, () => `${running.length} runs go at once`);
  }

  #runsOf(jobId: JobId): Run[] {
    const { runs } = this.#watched.memory;
    return [...(this.#unfinished.get(jobId) ?? [])].flatMap((id) => runs.get(id)?.value ?? []);
  }
}

function isWaitingInLane(run: Run): boolean {
  return run.state === 'waiting' && run.waitingFor === 'overlap';
}

function idsOf(runs: readonly Run[]): RunId[] {
  return runs.map(({ runId }) => runId);
}

function isSame(ids: readonly RunId[], runs: readonly Run[]): boolean {
  return ids.length === runs.length && runs.every(({ runId }) => ids.includes(runId));
}

function list(ids: readonly RunId[]): string {
  return `[${ids.join(' ')}]`;
}
