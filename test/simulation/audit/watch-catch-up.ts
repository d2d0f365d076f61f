import type { Job } from '../../../shared/domain/job/job.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import { shown, type Watched } from './findings.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Looks at the runs that one commit makes of slots that an outage or a pause had left behind. */
export class CatchUpWatch {
  readonly #watched: Watched;
  /** Runs made for the present outage of a job, and when the last of them was; true time. */
  readonly #made = new Map<JobId, { readonly count: number; readonly at: number }>();
  /** The last start given to a run of a missed slot. */
  readonly #lastStart = new Map<JobId, number>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** `runs`: the scheduled ones that the commit made pending; `job`: as it was written with them. */
  committed(job: Job, runs: readonly Run[]): void {
    const late = runs.filter((run) => run.late === 'dispatcher-down');
    const paced = runs.filter((run) => run.late === 'dispatcher-down' || run.late === 'job-paused');
    this.#checkBounds(job, late);
    this.#checkPace(job, paced);
  }

  #checkBounds({ jobId, policies: { catchUp }, updatedAt }: Job, late: readonly Run[]): void {
    const { report, now } = this.#watched;
    const before = this.#made.get(jobId);
    // Slots are missed once more only a minute later.
    const isSameOutage = before !== undefined && now() - before.at < MINUTE_MS;
    const made = (isSameOutage ? before.count : 0) + late.length;
    if (late.length > 0) this.#made.set(jobId, { count: made, at: now() });
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
