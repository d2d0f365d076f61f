import { InvalidInput, NotFound } from '../domain/errors.ts';
import type { Job } from '../domain/job/job.ts';
import { isFinished, type Run } from '../domain/run/run.ts';
import { jobIdOf, type RunAttempt } from '../domain/run/run-id.ts';
import { describeUpstreamEnd } from '../domain/run/describe-upstream-end.ts';
import { namesInstant } from '../domain/schedule/names-instant.ts';
import { instantOf, isRange } from '../domain/slot/answer-slots.ts';
import { describeAnswer } from '../domain/slot/describe-answer.ts';
import type { SlotAnswer } from '../domain/slot/slot-answer.ts';
import { createFindUpstreamRun } from './find-upstream-run.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunStore } from './ports/run-store.ts';
import type { ReadinessCheck } from './readiness-check.ts';
import type { ReadSlots } from './read-slots.ts';

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly runs: Pick<RunStore, 'get' | 'list'>;
  readonly readSlots: ReadSlots;
  readonly loadCalendars: LoadCalendars;
}

/** More than one record can lie over an instant only where definitions changed. */
const ENTRIES_LOOKED_AT = 100;

/**
 * Looks whether the run that a run comes after has succeeded. A run of a slot comes after the other job's run of the same
 * slot: it is `ready` once that has succeeded, and `rejected` as soon as it is certain that it will not by itself, because
 * it has ended otherwise, its slot was skipped, the other job has no such slot, or is deleted. Somebody may retry the other
 * run all the same; then this one is to be retried after it. A run that was asked for by hand comes after the latest
 * run that has succeeded, and waits where there is none.
 *
 * Throws NotFound for an unknown run, Unavailable when a retry may help.
 */
export function createCheckUpstream(
  dependencies: Dependencies,
): (attempt: RunAttempt) => Promise<ReadinessCheck> {
  const { jobs, runs } = dependencies;
  const findUpstreamRun = createFindUpstreamRun({ runs });
  return async ({ runId, attempt }) => {
    const jobId = jobIdOf(runId);
    const [run, job] = await Promise.all([runs.get(runId), jobs.get(jobId)]);
    if (run === undefined) throw new NotFound('run', runId);
    if (job === undefined) throw new NotFound('job', jobId);
    // The next step finds out the same, and ends the work.
    if (isFinished(run.value) || run.value.attempt !== attempt) return READY;
    const { after } = job.value;
    // Defined anew while the run was waiting.
    if (after === undefined) return READY;
    // The job before its run: one that is deleted by then gets no run any more.
    const upstream = await jobs.get(after.jobId);
    const found = await findUpstreamRun(run.value, after);
    if (found !== undefined) return ofRun(found);
    if (upstream === undefined || upstream.value.state === 'deleted') {
      return rejected(
        `Job '${after.jobId}', which this one comes after, is deleted. Change the job's "after".`,
      );
    }
    return run.value.trigger === 'manual'
      ? notReady(`No run of job '${after.jobId}' has succeeded yet`)
      : withoutRun(dependencies, upstream.value, run.value.dueAt);
  };
}

const READY: ReadinessCheck = Object.freeze({ outcome: 'ready' });

function ofRun(run: Run): ReadinessCheck {
  switch (run.state) {
    case 'succeeded':
      return READY;
    case 'pending':
    case 'waiting':
    case 'running':
      return notReady(`Run '${run.runId}' is ${run.state}`);
    case 'failed':
    case 'cancelled':
    case 'skipped':
    case 'dead':
      return rejected(`${describeUpstreamEnd(run)} Once a retry of it has succeeded, retry this run.`);
  }
}

/** Whether the slot may still get a run, by what is known of it without one. */
async function withoutRun(
  { readSlots, loadCalendars }: Dependencies,
  job: Job,
  dueAt: number,
): Promise<ReadinessCheck> {
  const { jobId, recurrences } = job;
  const slot = `slot ${new Date(dueAt).toISOString()} of job '${jobId}'`;
  try {
    const range = { fromDueAt: dueAt, untilDueAt: dueAt, limit: ENTRIES_LOOKED_AT };
    const { items } = await readSlots(job, range);
    const entry = items.find((item) => instantOf(item) === dueAt && !isRange(item)) ?? items[0];
    if (entry !== undefined) return ofAnswer(entry.answer, slot);
    if (!namesInstant(recurrences, dueAt, await loadCalendars(recurrences)))
      return rejected(`There is no ${slot}: let both jobs have the same recurrences.`);
    return rejected(
      `The ${slot} was before the job's present recurrences. Backfill it, then retry this run.`,
    );
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return notReady(`It cannot be told whether there is a ${slot}: ${error.message}`);
  }
}

function ofAnswer(answer: SlotAnswer, slot: string): ReadinessCheck {
  const sentence = `The ${slot} has no run. ${describeAnswer(answer)}`;
  return answer.startsWith('skipped: ') ? rejected(sentence) : notReady(sentence);
}

function notReady(what: string): ReadinessCheck {
  const message = `${what.replace(/\.$/, '')}, and the job's "after" waits no longer. Once it has succeeded, retry this run.`;
  return { outcome: 'not-ready', message };
}

function rejected(message: string): ReadinessCheck {
  return { outcome: 'rejected', failure: { reason: 'upstream-failed', message } };
}
