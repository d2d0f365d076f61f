import { decideStart, type StartDecision } from '../domain/dispatch/decide-start.ts';
import { NotFound } from '../domain/errors.ts';
import type { ConcurrencyLimit } from '../domain/job/job-policies.ts';
import type { Job } from '../domain/job/job.ts';
import type { WaitReason } from '../domain/slot/slot-reasons.ts';
import { isFinished, type PendingRun, type Run, type UnfinishedRun } from '../domain/run/run.ts';
import { toCancelled, toRunning, toSkipped, toWaiting } from '../domain/run/run-transitions.ts';
import { jobIdOf, type RunId, type RunAttempt } from '../domain/run/run-id.ts';
import { NO_CALENDARS, type Calendars } from '../domain/schedule/exclusion.ts';
import { commitEnd, type EndRunDependencies, type RunEnding } from './end-run.ts';
import type { LoadCalendars } from './load-calendars.ts';
import { untilWritten } from './look-again.ts';
import { ensureWork, type EnsuredWork } from './ensure-work.ts';
import { holderAbove, toBlocked, whyAbandoned } from './parent-runs.ts';
import { endReplaced, freeReplaced, type ReplacedRun } from './replaced-runs.ts';
import type { ConcurrencyGates } from './ports/concurrency-gates.ts';
import type { Pause } from './ports/environment.ts';
import type { ConditionalWrite } from './ports/job-store.ts';
import { emptyLane, type Lane } from '../domain/run/lane.ts';
import type { Orchestrations } from './ports/orchestrations.ts';
import type { Versioned } from './ports/versioned.ts';
import { workToStart } from './work-to-start.ts';

/*
 * The claim. A message may be delivered twice, late, or to two workers at once; what lets exactly one of them
 * begin is the conditional write pending -> running of the run's document. Neither the queue's duplicate
 * detection nor the instance id would do: a finished instance is started again under the same id.
 *
 * A worker killed between the claim and the start leaves a running run without an orchestration; the message
 * comes again, finds the run running, and starts what is missing. Two workers may then both start it: the
 * second is refused while the first is alive, and a run that has finished meanwhile ends the newcomer at its
 * first step, because every step asks the run's document.
 *
 * Every claim writes its job's lane, so the claims of one job take turns: from the look at what is stored to the
 * write. What follows the write needs no turn, and some of it takes one of its own.
 */

/** `superseded`: another attempt has begun since the message was sent. */
export type StartOutcome =
  | EnsuredWork
  | 'already-finished'
  | 'waiting'
  | 'skipped'
  /** It would wait for a place that the run holds which it is a step of. */
  | 'failed-place-held';

interface Dependencies extends EndRunDependencies {
  readonly loadCalendars: LoadCalendars;
  readonly pause: Pause;
}

/** What follows once it is decided about the run, and written. */
type FollowUp = () => Promise<StartOutcome>;

/** Handles the arrival of a run's message. Throws NotFound when the run was never dispatched. */
export function createStartRun(
  dependencies: Dependencies,
): (attempt: RunAttempt, orchestrations: Orchestrations) => Promise<StartOutcome> {
  return async (attempt, orchestrations) => {
    const taken = new Set<string>();
    const gates = noting(dependencies.gates, taken);
    const outcome = await arrive({ ...dependencies, gates }, attempt, orchestrations);
    // A place taken for a claim that then met a conflict: the run may wait now, or have ended otherwise.
    if (outcome !== 'started') {
      for (const key of taken) await gates.release(key, attempt.runId);
    }
    return outcome;
  };
}

/** The gates, noting the keys of places that are taken. */
function noting(gates: ConcurrencyGates, taken: Set<string>): ConcurrencyGates {
  return {
    acquire: async (key, limit, holder) => {
      const outcome = await gates.acquire(key, limit, holder);
      if (outcome === 'acquired') taken.add(key);
      return outcome;
    },
    release: (key, runId) => gates.release(key, runId),
    wakeWaiting: (key, limit) => gates.wakeWaiting(key, limit),
  };
}

async function arrive(
  dependencies: Dependencies,
  { runId, attempt }: RunAttempt,
  orchestrations: Orchestrations,
): Promise<StartOutcome> {
  const { turns, pause } = dependencies;
  // On a conflict another process moved on what had been read: it is looked at again in the same turn.
  const followUp = await turns.take(jobIdOf(runId), () =>
    untilWritten({ pause, name: runId }, async () => {
      const { run, job, lane } = await look(dependencies, runId);
      const { value, version } = run;
      if (isFinished(value)) return only('already-finished');
      if (value.attempt !== attempt) return only('superseded');
      return handle(dependencies, { run: { value, version }, job, lane }, orchestrations);
    }),
  );
  return followUp();
}

function only(outcome: StartOutcome): FollowUp {
  return async () => outcome;
}

interface Found<T extends Run> {
  readonly run: Versioned<T>;
  readonly job: Versioned<Job> | undefined;
  readonly lane: Versioned<Lane> | undefined;
}

/**
 * All that a claim goes by, the job last: whoever pauses or deletes it writes its lane too, so either the job is read
 * as it is then, or the claim meets another version of the lane.
 */
async function look({ runs, jobs }: Dependencies, runId: RunId): Promise<Found<Run>> {
  const jobId = jobIdOf(runId);
  const [run, lane] = await Promise.all([runs.get(runId), jobs.getLane(jobId)]);
  if (run === undefined) throw new NotFound('run', runId);
  const job = await jobs.get(jobId);
  return { run, job, lane };
}

async function handle(
  dependencies: Dependencies,
  { run: { value: run, version }, job, lane }: Found<UnfinishedRun>,
  orchestrations: Orchestrations,
): Promise<FollowUp | 'conflict'> {
  switch (run.state) {
    case 'pending':
      return claim(dependencies, { run: { value: run, version }, job, lane }, orchestrations);
    case 'running':
      return () =>
        ensureWork(dependencies, { run: { value: run, version }, job: job?.value }, orchestrations);
    case 'waiting':
      return only('waiting');
  }
}

async function claim(
  dependencies: Dependencies,
  { run, job, lane }: Found<PendingRun>,
  orchestrations: Orchestrations,
): Promise<FollowUp | 'conflict'> {
  const calendars = await calendarsFor(dependencies, run.value, job?.value);
  const now = dependencies.clock.now();
  const abandoned = await whyAbandoned(dependencies, run.value);
  if (abandoned !== undefined) {
    return endUnbegun(dependencies, { run, ended: toCancelled(run.value, abandoned, now) }, 'cancelled');
  }
  const decision = decideStart(run.value, job?.value, { lane: lane?.value, now, calendars });
  if (job === undefined || decision.action === 'skip') {
    const reason = decision.action === 'skip' ? decision.reason : 'job-deleted';
    return endUnbegun(
      dependencies,
      { run, ended: toSkipped(run.value, reason, now), whileJob: job },
      'skipped',
    );
  }
  const claimed = { run, job, decision, lane };
  if (decision.action === 'start') return start(dependencies, claimed, orchestrations);
  const outcome = await wait(dependencies, claimed, { waitingFor: 'overlap', ended: [] });
  return outcome === 'conflict' ? outcome : only(outcome);
}

/** Ends a run in its job's turn, before it has begun. */
async function endUnbegun(
  dependencies: Dependencies,
  ending: RunEnding,
  outcome: StartOutcome,
): Promise<FollowUp | 'conflict'> {
  const committed = await commitEnd(dependencies, ending);
  return committed === 'conflict' ? committed : () => committed.follow().then(only(outcome));
}

/** Only of a run of an older definition is it asked whether the present one names its slot. */
async function calendarsFor(
  { loadCalendars }: Dependencies,
  run: PendingRun,
  job: Job | undefined,
): Promise<Calendars> {
  const isOfOlder = job !== undefined && job.generation !== run.generation;
  return isOfOlder ? loadCalendars(job.recurrences) : NO_CALENDARS;
}

interface Claim {
  readonly run: Versioned<PendingRun>;
  readonly job: Versioned<Job>;
  readonly decision: Exclude<StartDecision, { readonly action: 'skip' }>;
  /** As it was read before the job. */
  readonly lane: Versioned<Lane> | undefined;
}

async function start(
  dependencies: Dependencies,
  claimed: Claim,
  orchestrations: Orchestrations,
): Promise<FollowUp | 'conflict'> {
  const { run, job, decision } = claimed;
  const { concurrency } = job.value.policies;
  const { runId, attempt } = run.value;
  if (concurrency !== undefined) {
    const above = await holderAbove(dependencies, run.value, concurrency.key);
    if (above !== undefined) {
      const ended = toBlocked(run.value, { above, key: concurrency.key }, dependencies.clock.now());
      return endUnbegun(dependencies, { run, ended }, 'failed-place-held');
    }
    const place = await dependencies.gates.acquire(concurrency.key, concurrency.limit, { runId, attempt });
    if (place === 'full') return waitForPlace(dependencies, claimed, { ...concurrency, orchestrations });
  }
  const gate = concurrency === undefined ? {} : { gateKey: concurrency.key };
  // It may have waited for a place that its job, edited since, does not ask for any more.
  const { gateKey: awaited, ...pending } = inLane(run.value, decision);
  const running = { ...toRunning(pending, dependencies.clock.now()), ...gate };
  const ended = await endReplaced(dependencies, { newcomer: runId, ids: replacedBy(decision) });
  const outcome = await dependencies.jobs.commit({
    jobId: run.value.jobId,
    runs: [{ value: running, ifVersion: run.version }, ...ended.map(({ write }) => write)],
    ...laneWrite(claimed),
  });
  // A place that was taken stays with the run for now: another delivery may have claimed it, or this one will.
  if (outcome !== 'committed') return 'conflict';
  return async () => {
    for (const { was } of ended) await freeReplaced(dependencies, was, orchestrations);
    const started = await orchestrations.start(workToStart(run.value, job.value));
    // It was woken for a place that it leaves to those that waited behind it.
    if (awaited !== undefined && awaited !== concurrency?.key)
      await dependencies.gates.release(awaited, runId);
    return started;
  };
}

interface FullGate extends ConcurrencyLimit {
  readonly orchestrations: Orchestrations;
}

/**
 * All places are taken. The runs whose place in the lane it takes end all the same, and may leave it theirs at the
 * gate; another may have become free before the waiting was written: then it asks again.
 */
async function waitForPlace(
  dependencies: Dependencies,
  claimed: Claim,
  { key, limit, orchestrations }: FullGate,
): Promise<FollowUp | 'conflict'> {
  const { run } = claimed;
  const withKey = { ...claimed, run: { ...run, value: { ...run.value, gateKey: key } } };
  const newcomer = run.value.runId;
  const ended = await endReplaced(dependencies, { newcomer, ids: replacedBy(claimed.decision) });
  const outcome = await wait(dependencies, withKey, { waitingFor: 'concurrency-limit', ended });
  if (outcome === 'conflict') return outcome;
  return async () => {
    for (const { was } of ended) await freeReplaced(dependencies, was, orchestrations);
    await dependencies.gates.wakeWaiting(key, limit);
    return outcome;
  };
}

async function wait(
  { jobs, clock }: Dependencies,
  claimed: Claim,
  { waitingFor, ended }: { readonly waitingFor: WaitReason; readonly ended: readonly ReplacedRun[] },
): Promise<'waiting' | 'conflict'> {
  const { run, decision } = claimed;
  const waiting = toWaiting(inLane(run.value, decision), waitingFor, clock.now());
  const outcome = await jobs.commit({
    jobId: run.value.jobId,
    runs: [{ value: waiting, ifVersion: run.version }, ...ended.map(({ write }) => write)],
    ...laneWrite(claimed),
  });
  return outcome === 'committed' ? 'waiting' : 'conflict';
}

/** The runs that have to end for the newcomer, by `cancel-other`. */
function replacedBy(decision: Claim['decision']): readonly RunId[] {
  return decision.action === 'start' ? (decision.ended ?? []) : [];
}

function inLane(run: PendingRun, { lane }: Claim['decision']): PendingRun {
  return lane === undefined ? run : { ...run, isInLane: true };
}

/** Written by every claim, also where the lane stays as it was: nothing begins that a pause has overtaken. */
function laneWrite({ decision, lane, job }: Claim): { readonly lane: ConditionalWrite<Lane> } {
  const value = decision.lane ?? lane?.value ?? emptyLane(job.value.jobId);
  return { lane: { value, ifVersion: lane?.version } };
}
