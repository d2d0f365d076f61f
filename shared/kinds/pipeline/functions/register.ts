import type { KindHost, KindParts } from '../../../../functions/kinds/kind-host.ts';
import { registerPlainJob } from '../../../../functions/orchestrators/run-plain-job.ts';
import { runAttempt } from '../../../contracts/run.ts';
import type { PlainTask } from '../../../domain/job/job-work.ts';
import { createAdvancePipeline } from '../application/advance-pipeline.ts';
import { createBeginPipeline } from '../application/begin-pipeline.ts';
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
  const readTask = (task: PlainTask) => pipelineTask.parse(task);
  const loadWork = host.loadWorkBy(readTask);
  const beginPipeline = createBeginPipeline({ ...host, loadWork, readTask });
  const advancePipeline = createAdvancePipeline({ ...host, loadWork });
  const stopSteps = createStopSteps(host);
  return {
    registerOrchestrator: () => {
      registerPlainJob(pipelineOrchestration);
    },
    activities: {
      [BEGIN_PIPELINE]: async (input, context) =>
        beginPipeline(runAttempt.parse(input), orchestrationsOf(context)),
      [ADVANCE_PIPELINE]: async (input, context) =>
        advancePipeline(pipelineAttempt.parse(input), orchestrationsOf(context)),
      [STOP_PIPELINE]: async (input, context) => {
        const { task, ...attempt } = pipelineAttempt.parse(input);
        await stopSteps({ ...attempt, steps: task.steps }, orchestrationsOf(context));
      },
    },
  };
}
