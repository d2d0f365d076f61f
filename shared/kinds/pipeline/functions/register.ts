import type { KindHost, KindParts } from '../../../../functions/kinds/kind-host.ts';
import { registerPlainJob } from '../../../../functions/orchestrators/run-plain-job.ts';
import { runAttempt } from '../../../contracts/run.ts';
import { createAdvancePipeline } from '../application/advance-pipeline.ts';
import { createStopSteps } from '../application/stop-steps.ts';
import {
  ADVANCE_PIPELINE,
  BEGIN_PIPELINE,
  pipelineAttempt,
  STOP_PIPELINE,
} from '../contracts/pipeline-run.ts';
import { pipelineTask } from '../contracts/pipeline-task.ts';
import { pipelineOrchestration } from './orchestration.ts';

export function registerPipeline(host: KindHost): KindParts {
  const { orchestrationsOf } = host;
  const loadWork = host.loadWorkBy((task) => pipelineTask.parse(task));
  const advancePipeline = createAdvancePipeline({ ...host, loadWork });
  const stopSteps = createStopSteps(host);
  return {
    registerOrchestrator: () => {
      registerPlainJob(pipelineOrchestration);
    },
    activities: {
      [BEGIN_PIPELINE]: async (input) => {
        const loaded = await loadWork(runAttempt.parse(input));
        return loaded.outcome === 'loaded' ? { outcome: 'begun', task: loaded.task } : loaded;
      },
      [ADVANCE_PIPELINE]: async (input, context) =>
        advancePipeline(pipelineAttempt.parse(input), orchestrationsOf(context)),
      [STOP_PIPELINE]: async (input, context) => {
        const { task, ...attempt } = pipelineAttempt.parse(input);
        await stopSteps({ ...attempt, steps: task.steps }, orchestrationsOf(context));
      },
    },
  };
}
