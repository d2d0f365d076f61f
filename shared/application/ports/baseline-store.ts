import type { BinSpecification } from '../../domain/stability/bin-specification.ts';

/** A frozen bin specification under the name that its content gives it. */
export interface Baseline {
  readonly baselineId: string;
  readonly modelId: string;
  /** The blob it was made from. */
  readonly source: string;
  readonly specification: BinSpecification;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** Holds the frozen baselines; they are never changed and never made anew. May throw Unavailable. */
export interface BaselineStore {
  get(modelId: string, baselineId: string): Promise<Baseline | undefined>;

  /** Stores a baseline; one that is there already stays as it is. */
  register(baseline: Baseline): Promise<void>;
}
