import type { DataSource } from '../data/data-source.ts';
import type { BaselineOptions } from '../stability/baseline-options.ts';
import type { StabilityCriteria } from '../stability/decide-alarm.ts';
import type { Reference } from '../stability/stability-result.ts';

/** What a stability job does: measure the current data of a model against its frozen baseline. */
export interface StabilityTask {
  readonly modelId: string;
  /** What the baseline was made from when the job was registered; absent where it names a registered one. */
  readonly baseline?: DataSource;
  /** The frozen bin specification. */
  readonly baselineId: string;
  /** The data to measure; read anew by each run. */
  readonly current: DataSource;
  /** The column whose index is the PSI; absent when only characteristics are watched. */
  readonly scoreColumn?: string;
  /** The input variables to measure, or all columns of the baseline. */
  readonly characteristics: readonly string[] | 'all';
  /** The column with a row's time: only rows in the run's data interval are measured; absent: all rows are. */
  readonly timeColumn?: string;
  /** What the sample is compared with besides the baseline. */
  readonly comparisons: readonly Reference[];
  readonly criteria: StabilityCriteria;
  /** How long a run waits for its data, counted from its slot; absent: not at all. */
  readonly readiness?: DataReadiness;
  /** E-mail addresses to tell when the model drifts. */
  readonly recipients: readonly string[];
}

export interface DataReadiness {
  readonly deadlineSeconds: number;
  readonly pollSeconds: number;
}

/** A task as a caller defines it: the baseline is named by its file, or by its id, and not frozen yet. */
export interface StabilityTaskDefinition extends Omit<StabilityTask, 'baselineId'> {
  /** Absent: the baseline is made from the file. */
  readonly baselineId?: string;
  /** How that is done. */
  readonly bins: BaselineOptions;
}
