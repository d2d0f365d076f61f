import type { FollowedRuns } from '../../shared/application/telemetry/follow-runs.ts';
import type { FunctionRegistry } from '../registry.ts';

interface UseCases {
  readonly followRuns: () => Promise<FollowedRuns>;
  readonly tellFigures: (caughtUpAt?: number) => Promise<boolean>;
}

/** Counts what has happened to runs, and once a minute tells all figures. */
export function registerFollowRuns(app: FunctionRegistry, { followRuns, tellFigures }: UseCases): void {
  app.timer('followRuns', {
    schedule: '%STATISTICS_SCHEDULE%',
    handler: async () => {
      const { caughtUpAt } = await followRuns();
      await tellFigures(caughtUpAt);
    },
  });
}
