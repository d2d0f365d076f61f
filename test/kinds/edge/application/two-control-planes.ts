import { createExchangeConfig, digestOf } from '../../../../shared/kinds/edge/application/exchange-config.ts';
import type {
  ConditionalSave,
  EdgeConfigStore,
} from '../../../../shared/kinds/edge/application/ports/edge-stores.ts';
import { PeerFault, type Peer } from '../../../../shared/kinds/edge/application/ports/peers.ts';
import { createTakeConfig, type TakeConfig } from '../../../../shared/kinds/edge/application/take-config.ts';
import {
  configKey,
  type EdgeConfig,
  type EdgeSettings,
} from '../../../../shared/kinds/edge/domain/edge-config.ts';
import { writeShared } from '../../../../shared/kinds/edge/domain/shared-config/shared-document.ts';
import { sha256Fingerprint } from '../../../../shared/adapters/ids/sha256-fingerprint.ts';
import { MemoryEdgeConfigStore, MemoryEdges } from '../../../support/memory/memory-edge-stores.ts';
import { RecordingLog } from '../../../support/memory/memory-stores.ts';
import { MemoryPeerStandings } from '../../../support/memory/memory-peer-standings.ts';

class Configs extends MemoryEdgeConfigStore {
  /** Called before each write: somebody else may be quicker. */
  beforeSave: () => Promise<void> = async () => undefined;

  override async save(config: EdgeConfig, condition: Condition): Promise<ConditionalSave> {
    await this.beforeSave();
    return super.save(config, condition);
  }
}

type Condition = Parameters<EdgeConfigStore['save']>[1];

/** A control plane whose only peer is the next one. */
export class TestPlane {
  readonly configs = new Configs(new MemoryEdges());
  readonly standings = new MemoryPeerStandings();
  readonly takeConfig: TakeConfig = createTakeConfig(this);
  readonly name: string;
  now = Date.parse('2026-03-01T06:00:00Z');
  /** Why nobody reaches it. */
  fault: string | undefined;
  /** How often it was told something. */
  tellings = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Sets an edge to a state, as somebody who has seen what this control plane knows. */
  async set(edge: string, state: EdgeSettings['state']): Promise<void> {
    const name = `edge~${edge}` as const;
    const key = configKey('north', name);
    const before = await this.configs.get('north', name);
    const writer = { origin: this.name, at: this.now, by: 'ada' };
    const value: EdgeSettings = { kind: 'edge', state };
    const shared = writeShared({ key, before: before?.value.shared, value }, writer);
    await this.configs.save({ site: 'north', name, shared }, { ifVersion: before?.version });
  }

  async documents(): Promise<readonly EdgeConfig[]> {
    return (await this.configs.list()).map(({ value }) => value);
  }

  async digest(): Promise<string> {
    return digestOf(await this.documents(), sha256Fingerprint);
  }

  exchangeWith(other: TestPlane): ReturnType<ReturnType<typeof createExchangeConfig>> {
    const exchange = createExchangeConfig({
      ...{
        controlPlane: this.name,
        peers: [asPeer(other)],
        fingerprint: sha256Fingerprint,
        log: new RecordingLog(),
      },
      ...{ configs: this.configs, standings: this.standings, takeConfig: this.takeConfig },
      clock: { now: () => this.now },
    });
    return exchange();
  }
}

function asPeer(plane: TestPlane): Peer {
  const reach = () => {
    if (plane.fault !== undefined) throw new PeerFault(plane.fault);
  };
  return {
    ...{ name: plane.name, url: `https://${plane.name}.example.com` },
    read: async (unless) => {
      reach();
      const isSame = (await plane.digest()) === unless;
      const documents = isSame ? undefined : await plane.documents();
      return { controlPlane: plane.name, documents, notUnderstood: 0 };
    },
    give: async (documents) => {
      reach();
      plane.tellings += 1;
      await plane.takeConfig(documents);
    },
  };
}
