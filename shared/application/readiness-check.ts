import type { RunFailure } from '../domain/run/run-failure.ts';

/** What a look for something that others bring has found. */
export type ReadinessCheck =
  | { readonly outcome: 'ready' }
  | {
      readonly outcome: 'not-ready';
      /** What is missing and what to do, for a person. */
      readonly message: string;
    }
  /** Waiting does not bring it. */
  | { readonly outcome: 'rejected'; readonly failure: RunFailure };
