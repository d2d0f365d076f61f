import { isJobId, type JobId } from '../domain/job/job-id.ts';
import { simulateJob } from '../domain/simulation/simulate-job.ts';
import type { Simulation, SimulationResult } from '../domain/simulation/simulation.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { JobStore } from './ports/job-store.ts';

/** What is to be simulated besides the job. */
export type Scenario = Omit<Simulation, 'jobId' | 'recurrences' | 'policies' | 'calendars'>;

export interface SimulatedDefinition extends Pick<Simulation, 'recurrences' | 'policies'> {
  /** Decides spread and jitter; any will do for a job without a name. */
  readonly jobId?: JobId | undefined;
}

/** Simulates a job that need not exist. Throws InvalidInput as `simulateJob` does. */
export function createSimulateJob({
  loadCalendars,
}: {
  readonly loadCalendars: LoadCalendars;
}): (definition: SimulatedDefinition, scenario: Scenario) => Promise<SimulationResult> {
  return async ({ jobId = nameless(), recurrences, policies }, scenario) => {
    const edited = scenario.changes.flatMap((change) =>
      change.type === 'edit' ? (change.recurrences ?? []) : [],
    );
    const calendars = await loadCalendars([...recurrences, ...edited]);
    return simulateJob({ ...scenario, jobId, recurrences, policies, calendars });
  };
}

/** Simulates a stored job's definition, as if the job were made when the scenario begins; undefined: there is none. */
export function createSimulateStoredJob({
  jobs,
  loadCalendars,
}: {
  readonly jobs: JobStore;
  readonly loadCalendars: LoadCalendars;
}): (jobId: JobId, scenario: Scenario) => Promise<SimulationResult | undefined> {
  const simulate = createSimulateJob({ loadCalendars });
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
