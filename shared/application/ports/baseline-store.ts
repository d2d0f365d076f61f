import type { DataSource } from '../../domain/data/data-source.ts';
import type { BinSpecification } from '../../domain/stability/bin-specification.ts';
import type { Page, PageRequest } from './versioned.ts';

/** A frozen bin specification under the name that its content gives it. */
export interface Baseline extends BaselineSummary {
  readonly specification: BinSpecification;
}

/** What a list tells of a baseline. */
export interface BaselineSummary {
  readonly baselineId: string;
  readonly modelId: string;
  /** Counts the baselines of a model in the order of their registration, from 1, without a gap. */
  readonly version: number;
  /** What it was made from. */
  readonly source: DataSource;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** Holds the frozen baselines; they are never changed and never made anew. Every method may throw Unavailable. */
export interface BaselineStore {
  get(modelId: string, baselineId: string): Promise<Baseline | undefined>;

  /**
   * Stores a baseline under the model's next version. One that is there already stays as it is, with its version; so
   * of several that register the same at once exactly one gets `created`. One that is cut off leaves no baseline and
   * uses up no version.
   */
  register(baseline: Omit<Baseline, 'version'>): Promise<BaselineRegistration>;

  /** A model's baselines, the newest first. */
  list(modelId: string, request: PageRequest): Promise<Page<BaselineSummary>>;
}

export interface BaselineRegistration {
  readonly outcome: 'created' | 'already-exists';
  /** As it is stored. */
  readonly baseline: Baseline;
}
