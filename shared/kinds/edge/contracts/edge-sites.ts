import { z } from 'zod';
import { instantView } from '../../../contracts/http/instant-view.ts';
import {
  jsonBody,
  NO_BODY,
  NO_PARAMS,
  NO_QUERY,
  operationContract,
} from '../../../contracts/http/operation.ts';
import { pageView } from '../../../contracts/http/page-view.ts';
import { paging } from '../../../contracts/http/paging.ts';
import { whole } from '../../../contracts/job-policies.ts';
import { edgeCapacity, edgeLabels, edgeName, siteName, watts } from './edge-names.ts';

export const EDGE_TAG = 'Edge';

const ofSite = z.object({ site: siteName });
const ofEdge = z.object({ site: siteName, edge: edgeName });

const ONE = '/edge-sites/{site}';

const READ = { role: 'reader', of: 'any' } as const;
const CHANGE = { role: 'operator', of: 'any' } as const;

const RULE = 'must be 1 to 100 characters';

const valueStream = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._ -]{0,99}$/, 'must be the name of a value stream');

/** What people set for a site. */
export const siteSettingsRequest = z
  .strictObject({
    title: z.string().min(1, RULE).max(100, RULE).exactOptional(),
    valueStream: valueStream
      .exactOptional()
      .describe('Whoever has a role in it has it for the site; left out: the one called as the site.'),
    jobValueStreams: z
      .array(valueStream)
      .max(100, 'must be at most 100')
      .readonly()
      .exactOptional()
      .describe('Value streams whose jobs may have power spent here; left out: all; empty: none.'),
    isPaused: z.boolean().default(false).describe('Nothing new is assigned; what runs goes on.'),
    controlPlane: siteName
      .exactOptional()
      .describe('The control plane that schedules the site; left out: the one its agents register with.'),
    lostAfterSeconds: whole(5, 3600).default(30),
    reportEverySeconds: whole(1, 600).default(5),
    chunkSeconds: whole(1, 3600).default(10),
    stalledAfterSeconds: whole(5, 86_400).default(120),
  })
  .refine(({ lostAfterSeconds, reportEverySeconds }) => lostAfterSeconds >= 2 * reportEverySeconds, {
    path: ['lostAfterSeconds'],
    message: 'must be at least twice reportEverySeconds',
  });

/** What people set for an edge. */
export const edgeSettingsRequest = z.strictObject({
  state: z
    .enum(['active', 'drained', 'retired'], 'must be one of active, drained, retired')
    .describe('`drained`: it ends what it has and gets nothing new. `retired`: it gives up what it has.'),
  maxCapacity: edgeCapacity.exactOptional(),
  maxWatts: watts.exactOptional(),
});

/** Of a site or of an edge, whichever it is. */
export const settingView = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]);

export type SettingView = z.output<typeof settingView>;

/** A change that two control planes have made apart from each other, of which this one did not stay. */
const conflictView = z
  .object({
    origin: z.string(),
    generation: z.int(),
    changedAt: instantView,
    changedBy: z.string(),
    value: z.record(z.string(), settingView),
  })
  .meta({ id: 'EdgeConfigConflict' });

const configured = {
  generation: z.int().describe('Rises with every change; 0: as it is by default.'),
  origin: z.string().exactOptional().describe('The control plane in which it was changed last.'),
  changedAt: instantView.exactOptional(),
  changedBy: z.string().exactOptional(),
  conflicts: z
    .array(conflictView)
    .readonly()
    .describe('Changes made elsewhere at the same time that did not stay; the next change ends them.'),
};

const rates = z.object({
  over10Seconds: z.number(),
  over1Minute: z.number(),
});

const figures = {
  edges: z
    .object({
      busy: z.int(),
      free: z.int(),
      /** Drained, retired, leaving or without power. */
      idle: z.int().describe('Neither: drained, retired, leaving, resting or without power.'),
      lost: z.int().describe('Silent for too long.'),
    })
    .meta({ id: 'EdgeCounts' }),
  availableWatts: z.int().describe('Of all edges that are not lost.'),
  orders: z
    .object({
      queued: z.int().describe('No edge has had any of them yet.'),
      running: z.int(),
      spent: z.int().describe('Ever, as long as the site has been there.'),
      withdrawn: z.int(),
    })
    .meta({ id: 'EdgeOrderCounts' }),
  wattSeconds: z
    .object({ spent: z.int(), queued: z.int() })
    .describe('Spent ever, by chunks that are closed; still to be spent.')
    .meta({ id: 'EdgeWattSeconds' }),
  returnedChunks: z.int().describe('Chunks that came back unfinished, ever.'),
  ordersPerSecond: rates,
  wattSecondsPerSecond: rates,
};

const siteView = z
  .object({
    site: z.string(),
    settings: z.object({ ...siteSettingsRequest.shape, valueStream: z.string() }),
    ...configured,
    ...figures,
  })
  .meta({ id: 'EdgeSite' });

export type SiteView = z.output<typeof siteView>;

/** What `GET /api/edge-statistics` answers. */
const statisticsView = z
  .object({
    ...figures,
    sites: z.array(z.object({ site: z.string(), ...figures })).readonly(),
  })
  .meta({ id: 'EdgeStatistics' });

export type EdgeStatisticsView = z.output<typeof statisticsView>;

const EDGE_STANDINGS = ['free', 'busy', 'idle', 'lost'] as const;

const edgeView = z
  .object({
    edge: z.string(),
    agent: z.string(),
    standing: z.enum(EDGE_STANDINGS),
    availableWatts: z.int(),
    capacity: z.int(),
    budgetWattSeconds: z.int().exactOptional(),
    labels: edgeLabels,
    isLeaving: z.boolean(),
    seenAt: instantView,
    settings: edgeSettingsRequest,
    ...configured,
    chunks: z
      .array(
        z.object({
          ...{ chunkId: z.string(), orderId: z.string(), wattSeconds: z.int() },
          ...{ spentWattSeconds: z.int(), assignedAt: instantView },
        }),
      )
      .readonly(),
  })
  .meta({ id: 'Edge' });

export type EdgeView = z.output<typeof edgeView>;

export const listEdgeSitesContract = operationContract({
  ...{ operationId: 'listEdgeSites', method: 'GET', path: '/edge-sites', tag: EDGE_TAG },
  summary: 'Sites with their settings and figures, by name',
  access: READ,
  params: NO_PARAMS,
  query: NO_QUERY,
  body: NO_BODY,
  answers: {
    200: {
      description: 'All that the caller may see.',
      schema: z.object({ items: z.array(siteView).readonly() }),
    },
  },
  example: { status: 200 },
});

export const readEdgeSiteContract = operationContract({
  ...{ operationId: 'readEdgeSite', method: 'GET', path: ONE, tag: EDGE_TAG },
  summary: 'One site',
  access: READ,
  params: ofSite,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The site.', schema: siteView, headers: ['etag'] } },
  problems: ['not-found'],
  example: { path: { site: 'north' }, status: 200 },
});

export const saveEdgeSiteContract = operationContract({
  ...{ operationId: 'saveEdgeSite', method: 'PUT', path: ONE, tag: EDGE_TAG },
  summary: 'Makes a site, or sets how it is run',
  description:
    'The role admin in the value stream of the site, and in the one that it is given. A site that nobody has made is there as soon as an agent registers.',
  access: { role: 'admin', of: 'any' },
  params: ofSite,
  query: NO_QUERY,
  body: jsonBody(siteSettingsRequest),
  ifMatch: 'optional',
  answers: { 200: { description: 'The site as it is now.', schema: siteView, headers: ['etag'] } },
  problems: ['not-found', 'precondition-failed', 'forbidden'],
  example: { path: { site: 'north' }, body: { title: 'Northern plant', lostAfterSeconds: 20 }, status: 200 },
});

export const listEdgesContract = operationContract({
  ...{ operationId: 'listEdges', method: 'GET', path: `${ONE}/edges`, tag: EDGE_TAG },
  summary: 'The edges of a site, by name',
  access: READ,
  params: ofSite,
  query: z.strictObject({
    standing: z.enum(EDGE_STANDINGS, `must be one of ${EDGE_STANDINGS.join(', ')}`).exactOptional(),
    ...paging,
  }),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: pageView(edgeView) } },
  problems: ['not-found'],
  example: { path: { site: 'north' }, query: { standing: 'busy' }, status: 200 },
});

export const readEdgeContract = operationContract({
  ...{ operationId: 'readEdge', method: 'GET', path: `${ONE}/edges/{edge}`, tag: EDGE_TAG },
  summary: 'One edge with what it does',
  access: READ,
  params: ofEdge,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The edge.', schema: edgeView, headers: ['etag'] } },
  problems: ['not-found'],
  example: { path: { site: 'north', edge: 'edge-10.1' }, status: 200 },
});

export const saveEdgeContract = operationContract({
  ...{ operationId: 'saveEdge', method: 'PUT', path: `${ONE}/edges/{edge}`, tag: EDGE_TAG },
  summary: 'Drains, retires or brings back an edge, or limits it',
  description: 'It may be said before the edge has ever reported.',
  access: CHANGE,
  params: ofEdge,
  query: NO_QUERY,
  body: jsonBody(edgeSettingsRequest),
  ifMatch: 'optional',
  answers: { 204: { description: 'It is noted.', headers: ['etag'] } },
  problems: ['not-found', 'precondition-failed'],
  example: { path: { site: 'north', edge: 'edge-10.1' }, body: { state: 'drained' }, status: 204 },
});

export const readEdgeStatisticsContract = operationContract({
  ...{ operationId: 'readEdgeStatistics', method: 'GET', path: '/edge-statistics', tag: EDGE_TAG },
  summary: 'Edges, orders and power, per site and together',
  access: READ,
  params: NO_PARAMS,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'Of all sites that the caller may see.', schema: statisticsView } },
  example: { status: 200 },
});
