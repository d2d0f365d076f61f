import type { SampleCounts } from '../../domain/stability/sample-counts.ts';

/** Keeps the counts of measured samples, which later windows are compared with. May throw Unavailable. */
export interface CountsStore {
  /** Writes counts that never change: those that are there already are left as they are. */
  writeOnce(path: string, counts: SampleCounts): Promise<void>;

  /** Undefined when there are none, or they are of a form that is not known any more. */
  read(path: string): Promise<SampleCounts | undefined>;
}
