import type { Job } from '../../../shared/domain/job/job.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import { shown, type Watched } from './findings.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Looks at the runs that one commit makes of slots that an outage or a pause had left behind. */
export class CatchUpWatch {
  readonly #watched: Watched;
  /** Runs made since the last slot on time, and the last start given to one. */
  readonly #made = new Map<JobId, number>();
  readonly #lastStart = new Map<JobId, number>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** `runs`: the scheduled ones that the commit made pending; `job`: as it was written with them. */
  committed(job: Job, runs: readonly Run[]): void {
    const late = runs.filter((run) => run.late === 'dispatcher-down');
    const paced = runs.filter((run) => run.late === 'dispatcher-down' || run.late === 'job-paused');
    if (paced.length === 0) {
      if (runs.length > 0) this.#made.delete(job.jobId);
      return;
    }
    this.#checkBounds(job, late);
    this.#checkPace(job, paced);
  }

  #checkBounds({ jobId, policies: { catchUp }, updatedAt }: Job, late: readonly Run[]): void {
    const { report } = this.#watched;
    const made = (this.#made.get(jobId) ?? 0) + late.length;
    this.#made.set(jobId, made);
    const most = { skip: 0, latest: 1, coalesce: 1, all: catchUp.maxCount }[catchUp.policy];
    if (late.length > most) report(`${jobId}: ${late.length} missed slots run at once, ${most} may`);
    if (made > most && catchUp.policy !== 'all')
      report(`${jobId}: ${made} missed slots of an outage run, ${most} may`);
    for (const { runId, dueAt } of late) {
      if (dueAt < updatedAt - catchUp.windowSeconds * SECOND_MS)
        report(`${runId} runs although it was missed too long ago`);
    }
  }

  #checkPace({ jobId, policies }: Job, paced: readonly Run[]): void {
    const distance = MINUTE_MS / policies.catchUp.maxPerMinute;
    const { isSkewed } = this.#watched.scenario;
    for (const { runId, effectiveAt } of paced) {
      const last = this.#lastStart.get(jobId) ?? -Infinity;
      if (!isSkewed && effectiveAt - last < Math.floor(distance)) {
        this.#watched.report(
          `${runId} may start ${effectiveAt - last} ms after ${shown(last)}, ${distance} are due`,
        );
      }
      this.#lastStart.set(jobId, effectiveAt);
    }
  }
}
