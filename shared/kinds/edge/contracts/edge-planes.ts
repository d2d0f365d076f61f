import { z } from 'zod';
import { instantView } from '../../../contracts/http/instant-view.ts';
import {
  jsonBody,
  NO_BODY,
  NO_PARAMS,
  NO_QUERY,
  operationContract,
} from '../../../contracts/http/operation.ts';
import { configKey, type ConfigName, type EdgeConfig } from '../domain/edge-config.ts';
import { sharedVersionFault } from '../domain/shared-config/shared-document.ts';
import { edgeName, siteName } from './edge-names.ts';
import { edgeSettingsRequest, settingView, siteSettingsRequest } from './edge-sites.ts';

/*
 * What control planes tell each other of what people have set. A document comes with all its versions that no other
 * replaces, so that whoever gets it can tell what is newer from what was written at the same time.
 */

const TAG = 'Edge control planes';

/** Documents in one request. */
export const MAX_TOLD_DOCUMENTS = 200;

/** Names a control plane among those that share configuration. Written as a site is. */
export const controlPlaneName = siteName;

const configName = z.string().refine(isConfigName, 'must be "site", or "edge~" and the name of an edge');

function isConfigName(text: string): text is ConfigName {
  return (
    text === 'site' || (text.startsWith('edge~') && edgeName.safeParse(text.slice('edge~'.length)).success)
  );
}

/** Strict: a control plane that knows fewer fields would tell others what it has not understood. */
const configValue = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('site'), ...siteSettingsRequest.shape, valueStream: z.string() }),
  z.strictObject({ kind: z.literal('edge'), ...edgeSettingsRequest.shape }),
]);

const toldVersion = z
  .strictObject({
    origin: controlPlaneName,
    generation: z.int().min(1).describe('Of those that know of each other the greater is in force.'),
    seen: z
      .record(controlPlaneName, z.int().min(1))
      .readonly()
      .describe('What it replaces: by control plane, the last generation that its writer knew.'),
    writtenAt: instantView,
    writtenBy: z.string().min(1).max(400),
    value: configValue.nullable().describe('Null: it was deleted.'),
  })
  .superRefine((version, context) => {
    const fault = sharedVersionFault(version);
    if (fault !== undefined) context.addIssue({ code: 'custom', path: ['seen'], message: fault });
  });

const toldDocument = z
  .strictObject({
    site: siteName,
    name: configName,
    versions: z.array(toldVersion).min(1).max(50).readonly(),
  })
  .superRefine(({ name, versions }, context) => {
    const kind = name === 'site' ? 'site' : 'edge';
    if (versions.every(({ value }) => value === null || value.kind === kind)) return;
    context.addIssue({
      code: 'custom',
      path: ['versions'],
      message: `must be about ${kind}s, as the name says`,
    });
  })
  .meta({ id: 'EdgeConfigDocument' });

/** A document as control planes tell each other. */
export type ToldDocument = z.output<typeof toldDocument>;

/** Reads a document of another control plane; undefined when this one does not understand it. */
export function readToldDocument(document: unknown): EdgeConfig | undefined {
  const read = toldDocument.safeParse(document);
  return read.success ? fromToldDocument(read.data) : undefined;
}

/** A document as it is told. */
export function toToldDocument({ site, name, shared }: EdgeConfig): ToldDocument {
  const versions = shared.versions.map(({ writtenAt, ...version }) => ({
    ...version,
    writtenAt: new Date(writtenAt).toISOString(),
  }));
  return { site, name, versions };
}

/** The same back. */
export function fromToldDocument({ site, name, versions }: ToldDocument): EdgeConfig {
  const [first, ...others] = versions.map(({ writtenAt, ...version }) => ({
    ...version,
    writtenAt: Date.parse(writtenAt),
  }));
  if (first === undefined) throw new RangeError('A document has at least one version.');
  return { site, name, shared: { key: configKey(site, name), versions: [first, ...others] } };
}

/** What `GET /api/edge-config` answers, for another control plane: documents that it does not understand are its to tell. */
export const toldConfig = z.object({
  controlPlane: z.string().describe('Who answers.'),
  digest: z.string().describe('Stands for all documents with their versions.'),
  documents: z
    .array(z.unknown())
    .readonly()
    .exactOptional()
    .describe('All of them; left out when they are the ones that the request named.'),
});

export type ToldConfigView = z.output<typeof toldConfig>;

const ALL = { role: 'admin', of: 'all' } as const;

const EXAMPLE_DOCUMENT = {
  ...{ site: 'north', name: 'edge~edge-10.1' },
  versions: [
    {
      ...{ origin: 'west', generation: 2, seen: { main: 1, west: 2 } },
      ...{ writtenAt: '2026-03-01T06:00:00.000Z', writtenBy: 'ada' },
      value: { kind: 'edge', state: 'drained' },
    },
  ],
};

export const readEdgeConfigContract = operationContract({
  ...{ operationId: 'readEdgeConfig', method: 'GET', path: '/edge-config', tag: TAG },
  summary: 'What people have set for sites and edges, with all that control planes have to know to agree',
  access: ALL,
  params: NO_PARAMS,
  query: z.strictObject({
    unless: z.string().max(64).exactOptional().describe('The digest of what the caller has already.'),
  }),
  body: NO_BODY,
  answers: {
    200: {
      description: 'Everything, or that it is the same.',
      schema: toldConfig.extend({ documents: z.array(toldDocument).readonly().exactOptional() }),
    },
  },
  example: { status: 200 },
});

export const takeEdgeConfigContract = operationContract({
  ...{ operationId: 'takeEdgeConfig', method: 'POST', path: '/edge-config', tag: TAG },
  summary: 'Takes what another control plane knows of sites and edges',
  description:
    'What is newer is in force from now on; what was written at the same time is kept as a conflict. To tell the same again changes nothing.',
  access: ALL,
  params: NO_PARAMS,
  query: NO_QUERY,
  body: jsonBody(
    z.strictObject({
      controlPlane: controlPlaneName.describe('Who tells it.'),
      documents: z
        .array(toldDocument)
        .max(MAX_TOLD_DOCUMENTS, `must be at most ${MAX_TOLD_DOCUMENTS}`)
        .readonly(),
    }),
  ),
  idempotency: 'own',
  answers: {
    200: {
      description: 'It is known here now.',
      schema: z.object({ changed: z.int().describe('Documents that are not as they were.') }),
    },
  },
  problems: ['conflict'],
  example: { body: { controlPlane: 'west', documents: [EXAMPLE_DOCUMENT] }, status: 200 },
});

const writtenView = z.object({
  origin: z.string(),
  generation: z.int(),
  writtenAt: instantView,
  writtenBy: z.string(),
  value: z.record(z.string(), settingView).nullable().describe('Null: it was deleted.'),
});

const planesView = z
  .object({
    controlPlane: z.string().describe('The one that answers.'),
    peers: z
      .array(
        z.object({
          name: z.string(),
          url: z.string(),
          agreedAt: instantView.exactOptional().describe('When both last knew the same.'),
          failedAt: instantView
            .exactOptional()
            .describe('Since when exchanges fail; left out while they do not.'),
          fault: z.string().exactOptional(),
          notUnderstood: z
            .int()
            .describe('Documents of it that this one does not understand, and leaves alone.'),
        }),
      )
      .readonly(),
    conflicts: z
      .array(
        z.object({
          site: z.string(),
          name: z.string().describe('`site`, or `edge~` and the edge.'),
          current: writtenView.describe('What is in force.'),
          others: z.array(writtenView).readonly().describe('What was written at the same time.'),
        }),
      )
      .readonly()
      .describe('To settle one, save the site or the edge as it is to be, anywhere.'),
  })
  .meta({ id: 'EdgeControlPlanes' });

export type EdgeControlPlanesView = z.output<typeof planesView>;

export const readEdgeControlPlanesContract = operationContract({
  ...{ operationId: 'readEdgeControlPlanes', method: 'GET', path: '/edge-control-planes', tag: TAG },
  summary: 'The control planes that share configuration, and where they disagree',
  access: { role: 'reader', of: 'all' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'As this one sees it.', schema: planesView } },
  example: { status: 200 },
});
