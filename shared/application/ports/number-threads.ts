import type { BinConvention } from '../../domain/stability/convention.ts';
import type { LentColumn, NumberSink } from '../../domain/stability/number-sink.ts';
import type { OpenTally } from '../../domain/stability/numeric-tally.ts';

/** Counts numbers on another processor while a file is read on this one. */
export interface NumberThreads {
  /**
   * A thread that is up, for one sample, to be closed whatever comes of it. Undefined when no processor is free for one or
   * none can be started: the sample is counted without. Does not throw.
   */
  start(signal: AbortSignal): Promise<NumberThread | undefined>;
}

/**
 * A thread's work on one sample. All but `close` throw Unavailable once the thread has ended early, and the signal's reason
 * once that is aborted: what was counted is lost.
 */
export interface NumberThread extends NumberSink {
  /** Says what to count; comes first. */
  begin(columns: readonly LentColumn[], convention: Pick<BinConvention, 'closed'>): void;
  /** Undefined while the thread keeps up; otherwise settled when it does again. */
  ready(): Promise<void> | undefined;
  /** What was counted since `begin`, one per column. */
  finish(): Promise<readonly OpenTally[]>;
  /** Gives the thread up, which is ended where it has not finished. Does nothing the second time; does not throw. */
  close(): void;
}
