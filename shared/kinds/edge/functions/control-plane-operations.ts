import { operation, type Operation } from '../../../../functions/http/api/operation.ts';
import { problem } from '../../../../functions/http/problem.ts';
import type { Fingerprint } from '../../../application/ports/environment.ts';
import { digestOf } from '../application/exchange-config.ts';
import type { EdgeConfigStore } from '../application/ports/edge-stores.ts';
import type { Peer, PeerStanding, PeerStandingStore } from '../application/ports/peers.ts';
import type { TakeConfig } from '../application/take-config.ts';
import {
  fromToldDocument,
  readEdgeConfigContract,
  readEdgeControlPlanesContract,
  takeEdgeConfigContract,
  toToldDocument,
  type EdgeControlPlanesView,
  type ToldConfigView,
} from '../contracts/edge-planes.ts';
import type { ConfigValue, EdgeConfig } from '../domain/edge-config.ts';
import { conflictsOf, type SharedVersion } from '../domain/shared-config/shared-document.ts';

interface UseCases {
  readonly controlPlane: string;
  readonly configs: EdgeConfigStore;
  readonly standings: PeerStandingStore;
  readonly takeConfig: TakeConfig;
  readonly fingerprint: Fingerprint;
  readonly peers: readonly Pick<Peer, 'name' | 'url'>[];
}

/** `GET` and `POST /api/edge-config`, `GET /api/edge-control-planes`. */
export function controlPlaneOperations(useCases: UseCases): readonly Operation[] {
  const { controlPlane, configs, standings, takeConfig, fingerprint, peers } = useCases;
  const all = async () => (await configs.list()).map(({ value }) => value);
  return [
    operation(readEdgeConfigContract, async ({ query: { unless } }) => {
      const documents = await all();
      const digest = digestOf(documents, fingerprint);
      const told = digest === unless ? {} : { documents: documents.map(toToldDocument) };
      const jsonBody: ToldConfigView = { controlPlane, digest, ...told };
      return { jsonBody };
    }),

    operation(takeEdgeConfigContract, async ({ body }) => {
      if (body.controlPlane === controlPlane) return sameName(controlPlane);
      const changed = await takeConfig(body.documents.map(fromToldDocument));
      return { jsonBody: { changed: changed.length } };
    }),

    operation(readEdgeControlPlanesContract, async () => {
      const standingOf = new Map((await standings.list()).map((standing) => [standing.name, standing]));
      const jsonBody: EdgeControlPlanesView = {
        controlPlane,
        peers: peers.map(({ name, url }) => ({ name, url, ...viewOf(standingOf.get(name)) })),
        conflicts: (await all()).flatMap(conflictView),
      };
      return { jsonBody };
    }),
  ];
}

function sameName(controlPlane: string) {
  return problem({
    type: 'conflict',
    status: 409,
    title: 'Both control planes have the same name.',
    detail: `This control plane is called '${controlPlane}', too: give each a name of its own by EDGE__controlPlane.`,
  });
}

function viewOf(standing: PeerStanding | undefined) {
  if (standing === undefined) return { notUnderstood: 0 };
  const { agreedAt, failedAt, fault, notUnderstood } = standing;
  return {
    ...(agreedAt === undefined ? {} : { agreedAt: new Date(agreedAt).toISOString() }),
    ...(failedAt === undefined ? {} : { failedAt: new Date(failedAt).toISOString() }),
    ...(fault === undefined ? {} : { fault }),
    notUnderstood,
  };
}

function conflictView({ site, name, shared }: EdgeConfig): EdgeControlPlanesView['conflicts'][number][] {
  const others = conflictsOf(shared);
  if (others.length === 0) return [];
  return [{ site, name, current: writtenView(shared.versions[0]), others: others.map(writtenView) }];
}

function writtenView({ origin, generation, writtenAt, writtenBy, value }: SharedVersion<ConfigValue>) {
  const written = new Date(writtenAt).toISOString();
  return { origin, generation, writtenAt: written, writtenBy, value: value === null ? null : { ...value } };
}
