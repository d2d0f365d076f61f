import type { Signal } from '@angular/core';
import { CallFailed } from '../../api/problem.ts';

/** What could not be done for one of many, and why. */
export interface BulkFailure {
  /** What it was to be done with. */
  readonly name: string;
  readonly message: string;
}

/** How far something is that is done for many. `stopped`: some were not begun. */
export interface BulkState {
  readonly total: Signal<number>;
  readonly doneCount: Signal<number>;
  readonly failures: Signal<readonly BulkFailure[]>;
  readonly state: Signal<'ready' | 'working' | 'stopping' | 'stopped' | 'ended'>;
  /** Whether the server has asked for a pause. */
  readonly isHeldUp: Signal<boolean>;
  readonly isOver: Signal<boolean>;
  stop(): void;
}

/** How long to wait before trying anew what was refused for a while, ms. */
export const PAUSE_MS = 3000;
const MAX_TRIES = 4;

/** Whether to try anew: what a busy server refuses (429) always, what it does not answer (0, 5xx) a few times. */
export function isWorthAnother(error: unknown, attempt: number): boolean {
  if (!(error instanceof CallFailed) || !error.isTemporary) return false;
  return error.status === 429 || attempt < MAX_TRIES;
}

export function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
