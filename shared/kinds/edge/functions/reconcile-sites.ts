import { input } from 'durable-functions';
import type { FunctionRegistry } from '../../../../functions/registry.ts';
import { limited } from '../../../application/limited.ts';
import type { Log } from '../../../application/ports/environment.ts';
import type { EdgeUseCases } from './edge-use-cases.ts';

interface UseCases extends Pick<EdgeUseCases, 'wakeRuns'> {
  readonly scheduler: Pick<EdgeUseCases['scheduler'], 'sites'>;
  readonly sites: Pick<EdgeUseCases['sites'], 'poke'>;
  readonly schedule: string;
  readonly log: Log;
}

/** Sites that are looked after at the same time: each is a few requests, most of whose time is waiting. */
const AT_ONCE = 10;

/**
 * Looks after every site now and then: edges fall silent without a word, and what a killed instance was poked for is seen
 * to here. One site that fails, or is slow, does not keep the others waiting.
 */
export function registerReconcileSites(
  app: FunctionRegistry,
  { scheduler, sites, wakeRuns, schedule, log }: UseCases,
): void {
  app.timer('reconcileEdgeSites', {
    schedule,
    extraInputs: [input.durableClient()],
    handler: async (_timer, context) => {
      const lookAfter = limited(async (site: string) => {
        try {
          const { outcome, opened, closed } = await sites.poke(site);
          if (opened + closed > 0) log.info('Looked after a site.', { site, outcome, opened, closed });
          await wakeRuns(site, context);
        } catch (error) {
          log.error('A site was not looked after.', error, { site });
        }
      }, AT_ONCE);
      await Promise.all((await scheduler.sites()).map(lookAfter));
    },
  });
}
