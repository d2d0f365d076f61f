import { z } from 'zod';
import { plainResult, runAttempt, runFailure, runId } from '../../../contracts/run.ts';
import { pipelineTask } from './pipeline-task.ts';

// Stored in histories: never renamed once deployed.
export const RUN_PIPELINE_JOB = 'runPipelineJob';
export const BEGIN_PIPELINE = 'pipelineBegin';
export const ADVANCE_PIPELINE = 'pipelineAdvance';
export const STOP_PIPELINE = 'pipelineStop';

const over = z.object({ outcome: z.literal('over') });
const rejected = z.object({ outcome: z.literal('rejected'), failure: runFailure });

const stepSummary = z.object({
  name: z.string(),
  state: z.enum(['waiting', 'ready', 'going', 'succeeded', 'failed']),
  runId: runId.exactOptional(),
});

const steps = z.array(stepSummary).readonly();

/** What an attempt begins with. */
export const pipelineBegun = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('begun'), task: pipelineTask }),
  over,
  rejected,
]);

/** The input of the activities that look at the steps and stop them. */
export const pipelineAttempt = runAttempt.extend({ task: pipelineTask });

/** How the steps stand. */
export const pipelineLook = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('going'), steps }),
  z.object({ outcome: z.literal('succeeded'), result: plainResult, steps }),
  z.object({ outcome: z.literal('failed'), failure: runFailure, steps }),
  over,
  rejected,
]);

/** What is carried from look to look. */
export const pipelineState = z.object({
  /** The steps that the attempt began with; absent before it has. */
  task: pipelineTask.exactOptional(),
  /** Looks since something was last other than before. */
  looks: z.number(),
  /** As they stood at the last look. */
  steps: steps.exactOptional(),
});

export type PipelineState = z.output<typeof pipelineState>;
