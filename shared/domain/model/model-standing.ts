import { measuredOf } from '../alert/measured-of.ts';
import type { JobId } from '../job/job-id.ts';
import type { RunId } from '../run/run-id.ts';
import type { StabilitySummary } from '../run/run.ts';
import type { StabilityBand } from '../stability/stability-band.ts';

/** What the measurement of a model's latest slot says, as much of it as lists of models are narrowed and ordered by. */
export interface ModelStanding {
  readonly modelId: string;
  readonly valueStream: string;
  readonly runId: RunId;
  readonly jobId: JobId;
  /** The slot, epoch ms. */
  readonly dueAt: number;
  readonly finishedAt: number;
  readonly psi: number | null;
  readonly band: StabilityBand | null;
  /** Whether the model has an alarm. */
  readonly alarm: boolean;
  /** Of score, characteristics and segments. */
  readonly highestBand: StabilityBand;
}

/** What the measurement of a run says of its model. */
export function standingOf({
  result,
  ...run
}: Pick<ModelStanding, 'valueStream' | 'runId' | 'jobId' | 'dueAt' | 'finishedAt'> & {
  readonly result: StabilitySummary;
}): ModelStanding {
  const { valueStream, runId, jobId, dueAt, finishedAt } = run;
  const { modelId, psi, band } = result;
  const { alarm, band: highestBand } = measuredOf(result);
  return { modelId, valueStream, runId, jobId, dueAt, finishedAt, psi, band, alarm, highestBand };
}

/** Whether somebody should look at the model: what alert rules of drift tell of, unless they say otherwise. */
export function isDrifting({ alarm, highestBand }: ModelStanding): boolean {
  return alarm || highestBand === 'significant-shift';
}

/** Whether the one is of a later slot than the other or, of the same slot, was measured later. */
export function isLater(standing: ModelStanding, than: ModelStanding): boolean {
  return standing.dueAt === than.dueAt ? standing.finishedAt > than.finishedAt : standing.dueAt > than.dueAt;
}
