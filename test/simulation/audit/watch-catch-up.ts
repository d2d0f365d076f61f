import { MISFIRE_TOLERANCE_MS } from '../../../shared/domain/dispatch/plan-dispatch.ts';
import { spreadMs } from '../../../shared/domain/dispatch/spread.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import { shown, type Watched } from './findings.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Looks at the runs that one commit makes of slots that an outage or a pause had left behind. */
export class CatchUpWatch {
  readonly #watched: Watched;
  /** Of a job's missed slots, those before this were all sorted by an earlier plan. */
  readonly #sortedBefore = new Map<JobId, number>();
  /** The last start given to a run of a missed slot, by job and the generation it was made (anew) as. */
  readonly #lastStart = new Map<string, number>();

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

  #checkBounds(job: Job, late: readonly Run[]): void {
    const { report, scenario } = this.#watched;
    const { jobId, updatedAt: plannedAt } = job;
    const { catchUp } = job.policies;
    const most = { skip: 0, latest: 1, coalesce: 1, all: catchUp.maxCount }[catchUp.policy];
    if (late.length > most) report(`${jobId}: ${late.length} missed slots run at once, ${most} may`);
    const sortedBefore = this.#sortedBefore.get(jobId) ?? -Infinity;
    for (const { runId, dueAt } of late) {
      if (dueAt + spreadMs(job) < plannedAt - catchUp.windowSeconds * SECOND_MS) {
        report(`${runId} runs although it was missed too long ago`);
      }
      const wasSorted = dueAt < sortedBefore && catchUp.policy !== 'all';
      if (wasSorted && !scenario.isSkewed) report(`${runId} runs besides the one run of its outage`);
    }
    if (late.length === 0) return;
    this.#sortedBefore.set(jobId, plannedAt - MISFIRE_TOLERANCE_MS - spreadMs(job));
  }

  #checkPace({ jobId, bornAs, policies }: Job, paced: readonly Run[]): void {
    // Runs of a deleted job never begin, so one defined anew under its id keeps no distance to them.
    const key = `${jobId} ${bornAs}`;
    const distance = MINUTE_MS / policies.catchUp.maxPerMinute;
    const { isSkewed } = this.#watched.scenario;
    for (const { runId, effectiveAt } of paced) {
      const last = this.#lastStart.get(key) ?? -Infinity;
      if (!isSkewed && effectiveAt - last < Math.floor(distance)) {
        this.#watched.report(
          `${runId} may start ${effectiveAt - last} ms after ${shown(last)}, ${distance} are due`,
        );
      }
      this.#lastStart.set(key, effectiveAt);
    }
  }
}
