import { expect, test } from 'vitest';
import type { SitePass } from '../../../../shared/kinds/edge/application/schedule-site.ts';
import { registerReconcileSites } from '../../../../shared/kinds/edge/functions/reconcile-sites.ts';
import { Unavailable } from '../../../../shared/domain/errors.ts';
import { RecordingLog } from '../../../support/memory/memory-stores.ts';
import { RecordingRegistry } from '../../../support/recording-registry.ts';

const PASS: SitePass = { outcome: 'done', opened: 0, closed: 0, over: [], agents: [] };

test('a site that fails, or is slow, keeps no other one waiting', async () => {
  const app = new RecordingRegistry();
  const log = new RecordingLog();
  const woken: string[] = [];
  let goOn = (): void => undefined;
  const others = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const passes: Readonly<Record<string, () => Promise<SitePass>>> = {
    broken: () => Promise.reject(new Unavailable('The store is busy.')),
    // It is done when the one behind it is.
    slow: () => others.then(() => PASS),
    well: async () => {
      goOn();
      return PASS;
    },
  };
  registerReconcileSites(app, {
    scheduler: { sites: async () => Object.keys(passes) },
    sites: { poke: (site) => passes[site]?.() ?? Promise.resolve(PASS) },
    wakeRuns: async (site) => {
      woken.push(site);
    },
    schedule: '*/10 * * * * *',
    log,
  });

  await app.tick('reconcileEdgeSites');

  expect(woken).toEqual(['well', 'slow']);
  expect(log.errors).toEqual(['A site was not looked after.']);
});
