import type { InvocationContext } from '@azure/functions';
import {
  createCancelBackfill,
  createPauseBackfill,
  createResumeBackfill,
} from '../../shared/application/change-backfill.ts';
import type { Log } from '../../shared/application/ports/environment.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import { createPreviewBackfill, createStartBackfill } from '../../shared/application/start-backfill.ts';
import { createTendBackfills } from '../../shared/application/tend-backfills.ts';
import type { FunctionRegistry } from '../registry.ts';
import { registerTendBackfills } from '../timers/tend-backfills.ts';

type Parts = Parameters<typeof createCancelBackfill>[0] &
  Parameters<typeof createPreviewBackfill>[0] &
  Parameters<typeof createResumeBackfill>[0] &
  Parameters<typeof createStartBackfill>[0] &
  Parameters<typeof createTendBackfills>[0] & {
    readonly orchestrationsOf: (context: InvocationContext) => Orchestrations;
    readonly log: Log;
  };

/** What there is to do with backfills, and the timer that looks after them. */
export function composeBackfills(app: FunctionRegistry, parts: Parts) {
  const { orchestrationsOf, log } = parts;
  registerTendBackfills(app, { tendBackfills: createTendBackfills(parts), orchestrationsOf, log });
  return {
    startBackfill: createStartBackfill(parts),
    previewBackfill: createPreviewBackfill(parts),
    pauseBackfill: createPauseBackfill(parts),
    resumeBackfill: createResumeBackfill(parts),
    cancelBackfill: createCancelBackfill(parts),
  };
}
