import type { MemoryJobs } from '../../support/memory/memory-jobs.ts';
import type { Scenario } from '../scenario.ts';

/** What a watcher sees of the world, and where it reports what must never be. */
export interface Watched {
  readonly scenario: Scenario;
  readonly memory: MemoryJobs;
  /** True time, epoch ms. */
  readonly now: () => number;
  readonly report: (violation: string) => void;
}

/** Reports what must not be, when it is. */
export function forbid({ report }: Watched, isSo: boolean, describe: () => string): void {
  if (isSo) report(describe());
}

/** An instant as violations show it. */
export function shown(instant: number): string {
  return new Date(instant).toISOString().slice(11, 23);
}
