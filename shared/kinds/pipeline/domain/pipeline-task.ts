import type { JobId } from '../../../domain/job/job-id.ts';
import type { RunInput } from '../../../domain/run/run-input.ts';

/** What happens to the rest of a pipeline when a step has failed. */
export const FAILURE_POLICIES = ['stop', 'go-on'] as const;
export type FailurePolicy = (typeof FAILURE_POLICIES)[number];

/** One run of another job. */
export interface PipelineStep {
  /** 1 to 40 letters, digits, "-" and "_", beginning with a letter; no other step of the pipeline has it. */
  readonly name: string;
  readonly job: JobId;
  /** Steps that come before it; it starts when they all have ended and may be gone on from. Empty: it starts at once. */
  readonly needs: readonly string[];
  /** What its run is given. Texts may hold a slot's placeholders, `{input.<name>}` and `{steps.<name>...}`. */
  readonly input: RunInput;
  /**
   * `stop`: nothing more starts, what is going ends, and the attempt fails. `go-on`: the steps that need it start all the
   * same, and the pipeline succeeds without it.
   */
  readonly onFailure: FailurePolicy;
}

/** What a pipeline does: steps that are other jobs' tasks, in order or beside each other. */
export interface PipelineTask {
  readonly steps: readonly PipelineStep[];
  /** Zone of the placeholders; UTC when absent. */
  readonly timeZone?: string;
}

/** Steps of a pipeline at most. */
export const MAX_STEPS = 50;

/** Bytes of all steps as JSON in UTF-8 at most: they stand in the history of each attempt at every look. */
export const MAX_STEPS_BYTES = 24 * 1024;
