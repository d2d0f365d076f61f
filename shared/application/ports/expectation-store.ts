import type { Expectation } from '../../domain/alert/expectation.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { Versioned } from './versioned.ts';

/** Holds by when which jobs are expected to have succeeded. Every method may throw Unavailable. */
export interface ExpectationStore {
  /** What is expected of these jobs, by whatever rules. */
  ofJobs(jobIds: readonly JobId[]): Promise<readonly Versioned<Expectation>[]>;

  /**
   * Those whose `expectBy` is at or before the instant (epoch ms), the longest due first. Its cost grows with what is due,
   * not with how many there are.
   */
  due(until: number, limit: number): Promise<readonly Versioned<Expectation>[]>;

  /** `conflict`: it is not at `ifVersion` any more (undefined: there must be none yet), and stays as it is. */
  save(
    expectation: Expectation,
    condition: { readonly ifVersion: string | undefined },
  ): Promise<'saved' | 'conflict'>;

  /** One that is gone, or no longer at `ifVersion`, stays as it is. */
  remove(expectation: Expectation, condition: { readonly ifVersion: string }): Promise<void>;
}
