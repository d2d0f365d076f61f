import { InvalidInput, NotFound, Unavailable } from '../../domain/errors.ts';
import type { FleetCommand, FleetProgress } from '../../domain/fleet/fleet-progress.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { PauseOutcome, PauseRequest, ResumeOutcome, ResumeRequest } from '../pause-job.ts';
import type { Clock, Log } from '../ports/environment.ts';
import type { FleetMembers } from '../ports/fleet-members.ts';
import type { FleetProgressStore } from '../ports/fleet-progress-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import type { TriggerOutcome, TriggerRequest } from '../trigger-run.ts';
import type { FleetSource } from './wanted-job.ts';

export interface CarryOutDependencies {
  readonly members: FleetMembers;
  readonly fleetProgress: FleetProgressStore;
  readonly pauseJob: (jobId: JobId, request: PauseRequest) => Promise<PauseOutcome>;
  readonly resumeJob: (jobId: JobId, request: ResumeRequest) => Promise<ResumeOutcome>;
  readonly triggerRun: (jobId: JobId, request: TriggerRequest) => Promise<TriggerOutcome>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Jobs that are read at once, and of those so many that are worked on at the same time. */
const STRETCH = 200;
const AT_ONCE = 32;

/**
 * Does what was asked for to the next jobs of a fleet, and notes how far it has come; undefined when nothing is asked for. A
 * stretch that is done twice is harmless: a paused job stays as it is, and a run has its name from the command.
 */
export function createCarryOut(
  dependencies: CarryOutDependencies,
): (
  source: FleetSource,
  stored: Versioned<FleetProgress> | undefined,
) => Promise<'moved' | 'overtaken' | undefined> {
  const { members, fleetProgress, clock } = dependencies;
  return async ({ fleet: { fleetId } }, stored) => {
    const command = stored?.value.command;
    if (stored === undefined || command === undefined || command.finishedAt !== undefined) return undefined;
    const found = await members.membersAfter(fleetId, { after: command.position, limit: STRETCH });
    let { jobs, changed, failed } = command.counts;
    await eachAtOnce(
      (async function* () {
        yield* found;
      })(),
      AT_ONCE,
      async ({ jobId, fleet }) => {
        if (fleet.isKept === true) return 'go-on';
        const outcome = await carryOut(dependencies, command, jobId);
        jobs += 1;
        if (outcome === 'changed') changed += 1;
        if (outcome === 'failed') failed += 1;
        return 'go-on';
      },
    );
    const last = found.length < STRETCH ? undefined : found.at(-1)?.fleet.modelId;
    const { position: _before, ...rest } = command;
    const next: FleetCommand = {
      ...rest,
      counts: { jobs, changed, failed },
      ...(last === undefined ? { finishedAt: clock.now() } : { position: last }),
    };
    const saved = await fleetProgress.save({ ...stored.value, command: next }, { ifVersion: stored.version });
    if (saved !== 'conflict') return 'moved';
    if (changed > command.counts.changed) await redoLater(dependencies, fleetId, command);
    return 'overtaken';
  };
}

/**
 * A command that another one has ended was slow, and may have done something to a job behind the other's back: who resumes
 * after a pause finds nothing paused yet. So the other begins again; what it has done already it finds done.
 */
async function redoLater(
  { fleetProgress }: Pick<CarryOutDependencies, 'fleetProgress'>,
  fleetId: string,
  done: FleetCommand,
): Promise<void> {
  for (;;) {
    const stored = await fleetProgress.get(fleetId);
    const later = stored?.value.command;
    if (stored === undefined || later === undefined || later.commandId === done.commandId) return;
    const { position: _before, finishedAt: _end, ...rest } = later;
    const command = { ...rest, counts: { jobs: 0, changed: 0, failed: 0 } };
    const saved = await fleetProgress.save({ ...stored.value, command }, { ifVersion: stored.version });
    if (saved !== 'conflict') return;
  }
}

/** One job that fails never stops the others. */
async function carryOut(
  dependencies: CarryOutDependencies,
  command: FleetCommand,
  jobId: JobId,
): Promise<'changed' | 'unchanged' | 'failed'> {
  try {
    return (await hasChanged(dependencies, command, jobId)) ? 'changed' : 'unchanged';
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    if (!(error instanceof InvalidInput) && !(error instanceof NotFound)) {
      dependencies.log.error('What was asked for a fleet could not be done to a job.', error, { jobId });
    }
    return 'failed';
  }
}

async function hasChanged(
  { pauseJob, resumeJob, triggerRun }: CarryOutDependencies,
  { action, author, reason, commandId, runMissed = 'none', resumeAt }: FleetCommand,
  jobId: JobId,
): Promise<boolean> {
  switch (action) {
    case 'pause':
      return (await pauseJob(jobId, { author, reason, runMissed, resumeAt })).outcome === 'paused';
    case 'resume':
      return (await resumeJob(jobId, { author, reason, runMissed })).outcome === 'resumed';
    case 'trigger': {
      const run = await triggerRun(jobId, { author, reason, idempotencyKey: commandId });
      return run.outcome === 'created';
    }
  }
}
