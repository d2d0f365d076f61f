import { input } from 'durable-functions';
import type { FunctionRegistry } from '../../../../functions/registry.ts';
import type { Log } from '../../../application/ports/environment.ts';
import type { EdgeUseCases } from './edge-use-cases.ts';

type UseCases = Pick<EdgeUseCases, 'scheduler' | 'sites' | 'wakeRuns'> & {
  readonly schedule: string;
  readonly log: Log;
};

/**
 * Looks after every site now and then: edges fall silent without a word, and what a killed instance was poked for is seen
 * to here. One site that fails does not keep the others waiting.
 */
export function registerReconcileSites(
  app: FunctionRegistry,
  { scheduler, sites, wakeRuns, schedule, log }: UseCases,
): void {
  app.timer('reconcileEdgeSites', {
    schedule,
    extraInputs: [input.durableClient()],
    handler: async (_timer, context) => {
      for (const site of await scheduler.sites()) {
        try {
          const { outcome, opened, closed } = await sites.poke(site);
          if (opened + closed > 0) log.info('Looked after a site.', { site, outcome, opened, closed });
          await wakeRuns(site, context);
        } catch (error) {
          log.error('A site was not looked after.', error, { site });
        }
      }
    },
  });
}
