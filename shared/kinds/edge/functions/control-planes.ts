import type { Container } from '@azure/cosmos';
import type { KindHost } from '../../../../functions/kinds/kind-host.ts';
import type { Operation } from '../../../../functions/http/api/operation.ts';
import { CosmosPeerStandingStore } from '../adapters/cosmos-peer-standing-store.ts';
import { HttpPeer } from '../adapters/http-peer.ts';
import { createExchangeConfig } from '../application/exchange-config.ts';
import type { EdgeConfigStore } from '../application/ports/edge-stores.ts';
import { createTakeConfig } from '../application/take-config.ts';
import { readPeerSettings } from '../peer-settings.ts';
import { controlPlaneOperations } from './control-plane-operations.ts';

interface Parts {
  readonly configs: EdgeConfigStore;
  /** The container `edges`. */
  readonly container: Container;
  /** How this control plane is called. */
  readonly controlPlane: string;
}

/** Shares what people have set with other control planes, where the settings name any; gives the operations for that. */
export function registerControlPlanes(
  { app, environment, http, secrets, clock, log, fingerprint }: KindHost,
  { configs, container, controlPlane }: Parts,
): readonly Operation[] {
  const settings = readPeerSettings(environment);
  const standings = new CosmosPeerStandingStore(container, log);
  const takeConfig = createTakeConfig({ configs });
  const peers = settings.peers.map(({ name, url, secret }) => {
    const key = () => (secret === undefined ? undefined : secrets.get(secret));
    return new HttpPeer({ name, url, key }, controlPlane, http);
  });
  if (peers.length > 0) {
    const exchangeConfig = createExchangeConfig({
      ...{ controlPlane, peers, configs, standings, takeConfig, fingerprint, clock, log },
    });
    app.timer('exchangeEdgeConfig', {
      schedule: settings.exchangeSchedule,
      handler: async () => {
        const summary = await exchangeConfig();
        if (summary.taken + summary.given > 0) log.info('Exchanged what is set for edges.', { ...summary });
      },
    });
  }
  return controlPlaneOperations({ controlPlane, configs, standings, takeConfig, fingerprint, peers });
}
