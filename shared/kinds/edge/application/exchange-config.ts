import type { Clock, Fingerprint, Log } from '../../../application/ports/environment.ts';
import { canonicalJson } from '../../../domain/job/same-json.ts';
import { configKey, type EdgeConfig } from '../domain/edge-config.ts';
import { isSameShared, mergeShared } from '../domain/shared-config/shared-document.ts';
import type { EdgeConfigStore } from './ports/edge-stores.ts';
import { PeerFault, type Peer, type PeerStanding, type PeerStandingStore } from './ports/peers.ts';
import type { TakeConfig } from './take-config.ts';

interface Dependencies {
  /** How this control plane is called. */
  readonly controlPlane: string;
  readonly peers: readonly Peer[];
  readonly configs: EdgeConfigStore;
  readonly standings: PeerStandingStore;
  readonly takeConfig: TakeConfig;
  readonly fingerprint: Fingerprint;
  readonly clock: Clock;
  readonly log: Log;
}

/** What an exchange with all peers came to. */
export interface ExchangeSummary {
  /** Documents that are other here than before. */
  readonly taken: number;
  /** Documents that peers were told. */
  readonly given: number;
  readonly failedPeers: number;
}

/** How often a standing is written that is as it was. */
const STANDING_EVERY_MS = 60_000;

/**
 * Exchanges what people have set with each peer: reads what that knows, adds it to what is known here, and tells it what it
 * does not know. So one of two has to reach the other, and no more. One peer that fails stops no other. Throws Unavailable.
 */
export function createExchangeConfig(dependencies: Dependencies): () => Promise<ExchangeSummary> {
  return async () => {
    const { peers, standings } = dependencies;
    if (peers.length === 0) return { taken: 0, given: 0, failedPeers: 0 };
    const before = new Map((await standings.list()).map((standing) => [standing.name, standing]));
    const summary = { taken: 0, given: 0, failedPeers: 0 };
    for (const peer of peers) {
      const { taken, given, standing } = await exchangeWith(dependencies, peer, before.get(peer.name));
      summary.taken += taken;
      summary.given += given;
      if (standing.failedAt !== undefined) summary.failedPeers += 1;
      await keepStanding(dependencies, standing, before.get(peer.name));
    }
    return summary;
  };
}

interface Exchange {
  readonly taken: number;
  readonly given: number;
  readonly standing: PeerStanding;
}

async function exchangeWith(
  dependencies: Dependencies,
  peer: Peer,
  before: PeerStanding | undefined,
): Promise<Exchange> {
  const { clock, log } = dependencies;
  const { name } = peer;
  try {
    const { taken, given, notUnderstood } = await agreeWith(dependencies, peer);
    return { taken, given, standing: { name, agreedAt: clock.now(), notUnderstood } };
  } catch (error) {
    if (!(error instanceof PeerFault)) throw error;
    if (before?.fault !== error.message)
      log.error('A control plane could not be told.', error, { peer: name });
    const standing = {
      ...(before ?? { name, notUnderstood: 0 }),
      ...{ failedAt: before?.failedAt ?? clock.now(), fault: error.message },
    };
    return { taken: 0, given: 0, standing };
  }
}

async function agreeWith(
  { controlPlane, configs, takeConfig, fingerprint }: Dependencies,
  peer: Peer,
): Promise<{ readonly taken: number; readonly given: number; readonly notUnderstood: number }> {
  const told = await peer.read(digestOf(await allOf(configs), fingerprint));
  if (told.controlPlane === controlPlane) {
    const message = `It is called '${controlPlane}' as this control plane is: each needs a name of its own.`;
    throw new PeerFault(message);
  }
  const { documents, notUnderstood } = told;
  if (documents === undefined) return { taken: 0, given: 0, notUnderstood };
  const taken = await takeConfig(documents);
  const news = unknownTo(documents, await allOf(configs));
  if (news.length > 0) await peer.give(news);
  return { taken: taken.length, given: news.length, notUnderstood };
}

async function allOf(configs: EdgeConfigStore): Promise<readonly EdgeConfig[]> {
  return (await configs.list()).map(({ value }) => value);
}

/** Documents of which somebody who has told what it knows does not know everything. */
function unknownTo(told: readonly EdgeConfig[], mine: readonly EdgeConfig[]): readonly EdgeConfig[] {
  const known = new Map(told.map((document) => [keyOf(document), document.shared]));
  return mine.filter((document) => {
    const shared = known.get(keyOf(document));
    return shared === undefined || !isSameShared(shared, mergeShared(shared, document.shared));
  });
}

/** Stands for documents with all their versions, whatever their order. */
export function digestOf(documents: readonly EdgeConfig[], fingerprint: Fingerprint): string {
  const all = documents.map(
    (document) => [keyOf(document), canonicalJson(document.shared.versions)] as const,
  );
  return fingerprint(JSON.stringify([...all].sort(([a], [b]) => (a < b ? -1 : 1))));
}

function keyOf({ site, name }: EdgeConfig): string {
  return configKey(site, name);
}

/** Writes how it stands with a peer: when that has changed, and else now and then. */
async function keepStanding(
  { standings }: Dependencies,
  standing: PeerStanding,
  before: PeerStanding | undefined,
): Promise<void> {
  const isSame =
    before !== undefined &&
    before.fault === standing.fault &&
    before.notUnderstood === standing.notUnderstood &&
    (standing.agreedAt ?? standing.failedAt ?? 0) - (before.agreedAt ?? before.failedAt ?? 0) <
      STANDING_EVERY_MS;
  if (!isSame) await standings.save(standing);
}
