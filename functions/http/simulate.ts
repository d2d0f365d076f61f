import type { Scenario, SimulatedDefinition } from '../../shared/application/simulate-job.ts';
import { toRecurrence } from '../../shared/contracts/http/recurrence.ts';
import {
  simulateJobContract,
  simulateRecurrencesContract,
  type ScenarioRequest,
} from '../../shared/contracts/http/simulate.ts';
import { simulationView } from '../../shared/contracts/http/simulation-view.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { SimulatedChange, SimulationResult } from '../../shared/domain/simulation/simulation.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound } from './problem.ts';

interface UseCases {
  readonly simulateJob: (definition: SimulatedDefinition, scenario: Scenario) => Promise<SimulationResult>;
  readonly simulateStoredJob: (jobId: JobId, scenario: Scenario) => Promise<SimulationResult | undefined>;
}

/** Some 200 ms of work: a simulation that asks for more is cut short rather than holding up the worker. */
const MAX_STEPS = 200_000;

/** `POST /api/recurrences/simulate` of a definition, `POST /api/jobs/{jobId}/simulate` of a stored job. */
export function simulateOperations({ simulateJob, simulateStoredJob }: UseCases): readonly Operation[] {
  return [
    operation(simulateRecurrencesContract, async ({ body: { definition, ...scenario } }) => {
      const { recurrences, ...rest } = definition;
      const simulated = { ...rest, recurrences: recurrences.map(toRecurrence) };
      return { jsonBody: simulationView(await simulateJob(simulated, toScenario(scenario))) };
    }),

    operation(simulateJobContract, async ({ path: { jobId }, body }) => {
      const result = await simulateStoredJob(jobId, toScenario(body));
      return result === undefined ? notFound('job', jobId) : { jsonBody: simulationView(result) };
    }),
  ];
}

function toScenario({ edits, pauses, resumes, runSeconds, ...rest }: ScenarioRequest): Scenario {
  const changes: SimulatedChange[] = [
    ...edits.map(({ recurrences, ...edit }) => ({
      type: 'edit' as const,
      ...edit,
      ...(recurrences === undefined ? {} : { recurrences: recurrences.map(toRecurrence) }),
    })),
    ...pauses.map(({ from, until, runMissed }) => ({
      ...{ type: 'pause' as const, at: from, runMissed },
      ...(until === undefined ? {} : { resumeAt: until }),
    })),
    ...resumes.map((resume) => ({ type: 'resume' as const, ...resume })),
  ];
  return {
    ...rest,
    changes,
    runSeconds: typeof runSeconds === 'number' ? [runSeconds] : runSeconds,
    maxSteps: MAX_STEPS,
  };
}
