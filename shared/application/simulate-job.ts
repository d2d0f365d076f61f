import { InvalidInput } from '../domain/errors.ts';
import { isJobId, type JobId } from '../domain/job/job-id.ts';
import { StepBudget } from '../domain/schedule/step-budget.ts';
import { recurrenceListIssues } from '../domain/schedule/validate-recurrence.ts';
import { simulateJob } from '../domain/simulation/simulate-job.ts';
import type { Simulation, SimulationResult } from '../domain/simulation/simulation.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { Clock } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';

/** A simulation is cut short after this: while it goes on, its worker does nothing else. */
const MAX_MS = 2_000;

/** What is to be simulated besides the job. */
export type Scenario = Omit<Simulation, 'jobId' | 'recurrences' | 'policies' | 'calendars' | 'isOutOfTime'>;

export interface SimulatedDefinition extends Pick<Simulation, 'recurrences' | 'policies'> {
  /** Decides spread and jitter; any will do for a job without a name. */
  readonly jobId?: JobId | undefined;
}

/** Excluded stretches looked at for a first slot; a definition that needs more is checked no further here. */
const CHECK_STEPS = 5_000;

/**
 * Simulates a job that need not exist. Throws InvalidInput as `simulateJob` does, and with every fault that only
 * the calendars show.
 */
export function createSimulateJob({
  loadCalendars,
  clock,
}: {
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
}): (definition: SimulatedDefinition, scenario: Scenario) => Promise<SimulationResult> {
  return async ({ jobId = nameless(), recurrences, policies }, scenario) => {
    const edits = scenario.changes.filter((change) => change.type === 'edit');
    const lists = [
      { pointer: '/definition/recurrences', recurrences },
      ...edits.map((edit, index) => ({
        pointer: `/edits/${index}/recurrences`,
        recurrences: edit.recurrences ?? [],
      })),
    ];
    const calendars = await loadCalendars(lists.flatMap((list) => list.recurrences));
    const check = { calendars, budget: new StepBudget(CHECK_STEPS) };
    const issues = lists.flatMap((list) =>
      recurrenceListIssues(list.recurrences, check).map(({ pointer, message }) => ({
        pointer: `${list.pointer}${pointer}`,
        message,
      })),
    );
    if (issues.length > 0) throw new InvalidInput('The job cannot be simulated as it is defined.', issues);
    const startedAt = clock.now();
    const isOutOfTime = () => clock.now() - startedAt > MAX_MS;
    return simulateJob({ ...scenario, jobId, recurrences, policies, calendars, isOutOfTime });
  };
}

/** Simulates a stored job's definition, as if the job were made when the scenario begins; undefined: there is none. */
export function createSimulateStoredJob({
  jobs,
  ...dependencies
}: {
  readonly jobs: JobStore;
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
}): (jobId: JobId, scenario: Scenario) => Promise<SimulationResult | undefined> {
  const simulate = createSimulateJob(dependencies);
  return async (jobId, scenario) => {
    const job = (await jobs.get(jobId))?.value;
    return job === undefined || job.state === 'deleted' ? undefined : simulate(job, scenario);
  };
}

function nameless(): JobId {
  const name = 'what-if';
  if (!isJobId(name)) throw new RangeError(`'${name}' is no job id.`);
  return name;
}
