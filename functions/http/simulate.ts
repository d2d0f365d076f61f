import type { Scenario, SimulatedDefinition } from '../../shared/application/simulate-job.ts';
import { toRecurrence } from '../../shared/contracts/http/recurrence.ts';
import {
  simulateJobRequest,
  simulateRecurrencesRequest,
  type ScenarioRequest,
} from '../../shared/contracts/http/simulate.ts';
import { simulationView } from '../../shared/contracts/http/simulation-view.ts';
import { isJobId, type JobId } from '../../shared/domain/job/job-id.ts';
import type { SimulatedChange, SimulationResult } from '../../shared/domain/simulation/simulation.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { notFound } from './problem.ts';
import { readJson } from './read-json.ts';

interface UseCases {
  readonly simulateJob: (definition: SimulatedDefinition, scenario: Scenario) => Promise<SimulationResult>;
  readonly simulateStoredJob: (jobId: JobId, scenario: Scenario) => Promise<SimulationResult | undefined>;
}

/** Some 200 ms of work: a simulation that asks for more is cut short rather than holding up the worker. */
const MAX_STEPS = 200_000;

/** `POST /api/recurrences/simulate` of a definition, `POST /api/jobs/{jobId}/simulate` of a stored job. */
export function registerSimulate(app: FunctionRegistry, { simulateJob, simulateStoredJob }: UseCases): void {
  app.http('simulateRecurrences', {
    methods: ['POST'],
    route: 'recurrences/simulate',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const { definition, ...scenario } = await readJson(request, simulateRecurrencesRequest);
      const { recurrences, ...rest } = definition;
      const simulated = { ...rest, recurrences: recurrences.map(toRecurrence) };
      return { jsonBody: simulationView(await simulateJob(simulated, toScenario(scenario))) };
    }),
  });

  app.http('simulateJob', {
    methods: ['POST'],
    route: 'jobs/{jobId}/simulate',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const id = request.params['jobId'] ?? '';
      const scenario = toScenario(await readJson(request, simulateJobRequest));
      const result = isJobId(id) ? await simulateStoredJob(id, scenario) : undefined;
      return result === undefined ? notFound('job', id) : { jsonBody: simulationView(result) };
    }),
  });
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
