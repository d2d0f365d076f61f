import { z } from 'zod';
import { instantView } from '../../../contracts/http/instant-view.ts';
import { jsonBody, NO_BODY, NO_QUERY, operationContract } from '../../../contracts/http/operation.ts';
import {
  agentName,
  chunkId,
  edgeCapacity,
  edgeLabels,
  edgeName,
  orderId,
  siteName,
  watts,
  wattSeconds,
} from './edge-names.ts';

/*
 * What agents and the control plane say to each other. An agent registers, then reports again and again: each report says
 * how its edges are and how far their chunks, and is answered with what they are to do if that has changed. An agent that
 * does not want to wait until its next report asks for it with a long poll.
 *
 * An agent obeys what it was told last: chunks that are no longer among its desired work are dropped at once, new ones are
 * begun, and each that is there is reported until it is there no more, also when it is done. Under `leaseSeconds` without an
 * answer it stops spending: by then its chunks may be somebody else's.
 */

const EDGE_AGENTS_TAG = 'Edge agents';

/** Edges of one agent. */
export const MAX_EDGES = 100;

const params = z.object({ site: siteName, agent: agentName });

const ONE = '/edge-sites/{site}/agents/{agent}';

/** How an edge is; what is left out of a report has not changed since the registration or the report before. */
const edgePower = {
  edge: edgeName,
  availableWatts: watts.describe('What it can spend in a second; 0: it takes nothing at the moment.'),
  capacity: edgeCapacity
    .default(1)
    .describe('How many chunks it works on at the same time; they share its power.'),
  budgetWattSeconds: wattSeconds
    .exactOptional()
    .describe('What it has left to spend in all, as a battery has; left out: without end.'),
  labels: edgeLabels.default({}).describe('Orders may name those that they want.'),
};

const CHUNK_STATES = ['running', 'done', 'failed'] as const;

const chunkReport = z
  .strictObject({
    chunkId,
    spentWattSeconds: wattSeconds.describe('Spent on it by now; it never falls.'),
    state: z
      .enum(CHUNK_STATES, `must be one of ${CHUNK_STATES.join(', ')}`)
      .describe('`done`: all of it is spent. `failed`: the edge gives the rest back.'),
  })
  .meta({ id: 'EdgeChunkReport' });

const edgeReport = z
  .strictObject({
    ...edgePower,
    isLeaving: z.boolean().default(false).describe('It takes nothing new, and is about to leave.'),
    chunks: z.array(chunkReport).max(16).readonly().default([]),
  })
  .meta({ id: 'EdgeReport' });

/** The body of a registration. */
export const registerAgentRequest = z.strictObject({
  instanceId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 letters, digits, hyphens and underscores')
    .describe('Names the process, and is made anew whenever it starts: the same again is the same session.'),
  edges: z
    .array(z.strictObject(edgePower))
    .min(1, 'must have at least one edge')
    .max(MAX_EDGES, `must be at most ${MAX_EDGES}`)
    .readonly(),
});

export type RegisterAgentBody = z.input<typeof registerAgentRequest>;

/** The body of a report. Edges that it leaves out are silent: after a while they are lost. */
export const reportRequest = z.strictObject({
  session: z.int().min(1).describe('As the registration said.'),
  sequence: z
    .int()
    .min(1)
    .describe('Rises with each report of the session: one that comes late changes nothing.'),
  obeys: z.int().min(0).describe('The generation of desired work that it goes by; 0: none yet.'),
  edges: z.array(edgeReport).max(MAX_EDGES, `must be at most ${MAX_EDGES}`).readonly(),
});

export type ReportBody = z.input<typeof reportRequest>;

const chunkView = z
  .object({
    chunkId: z.string().describe('Its epoch too: an id is given once and never again.'),
    orderId,
    wattSeconds,
    assignedAt: instantView,
  })
  .meta({ id: 'EdgeChunk' });

const assignmentView = z
  .object({
    edge: z.string(),
    chunks: z.array(chunkView).readonly(),
    isRetired: z.boolean().describe('A person has taken it out of service: it need not report any more.'),
    isDrained: z.boolean().describe('It ends what it has and gets nothing new.'),
  })
  .meta({ id: 'EdgeAssignment' });

/** What an agent’s edges are to do, as it is answered. */
export const desiredView = z
  .object({
    generation: z.int().describe('Rises with every change.'),
    edges: z
      .array(assignmentView)
      .readonly()
      .describe('An edge that is not here has nothing to do: it drops what it has.'),
  })
  .meta({ id: 'EdgeDesired' });

/** What the edges of an agent are to do. */
export type DesiredView = z.output<typeof desiredView>;

const pace = {
  reportEverySeconds: z.number().describe('How often to report when nothing happens.'),
  leaseSeconds: z
    .number()
    .describe('An agent that has had no answer for so long stops spending until it has one.'),
};

/** The answer to a registration. */
export const registeredView = z
  .object({
    session: z.int(),
    ...pace,
    desired: desiredView,
    reported: z
      .array(z.object({ edge: z.string(), chunks: z.array(chunkReport).readonly() }))
      .readonly()
      .describe(
        'What was last reported of chunks that are still desired: where to go on without a memory of one’s own.',
      ),
  })
  .meta({ id: 'EdgeAgentRegistered' });

export type RegisteredView = z.output<typeof registeredView>;

/** The answer to a report. */
export const reportedView = z
  .object({
    ...pace,
    generation: z.int().describe('Of the desired work as it is now.'),
    desired: desiredView.exactOptional().describe('Present when it is not what the agent goes by.'),
  })
  .meta({ id: 'EdgeReported' });

export type ReportedView = z.output<typeof reportedView>;

/** Handlers narrow it to the value stream of the site; a site of which nobody has said anything is in the one of its name. */
const AGENT = { role: 'operator', of: 'any' } as const;

const EXAMPLE_PATH = { site: 'north', agent: 'edge-10' };

export const registerEdgeAgentContract = operationContract({
  ...{ operationId: 'registerEdgeAgent', method: 'PUT', path: ONE, tag: EDGE_AGENTS_TAG },
  summary: 'Registers an agent with the edges that it holds',
  description:
    'The role operator in the value stream of the site is needed, by default the one called as the site. Of two processes under one name the later counts: the earlier is answered 409 and stops.',
  access: AGENT,
  params,
  query: NO_QUERY,
  body: jsonBody(registerAgentRequest),
  answers: { 200: { description: 'It is registered.', schema: registeredView } },
  problems: ['not-found', 'conflict', 'gone'],
  example: {
    path: EXAMPLE_PATH,
    body: { instanceId: 'a1b2c3d4', edges: [{ edge: 'edge-10.1', availableWatts: 40 }] },
    status: 200,
  },
});

export const reportEdgesContract = operationContract({
  ...{ operationId: 'reportEdges', method: 'POST', path: `${ONE}/reports`, tag: EDGE_AGENTS_TAG },
  summary: 'Reports how edges are and how far their chunks, and learns what they are to do',
  description:
    'What is reported of a chunk that is no longer desired is of no account: it has been credited with what was last reported before it was taken back. 404: nobody has registered under the name: register again. 409: another process has: stop. 410: another control plane holds the site.',
  access: AGENT,
  params,
  query: NO_QUERY,
  body: jsonBody(reportRequest),
  answers: { 200: { description: 'It is noted.', schema: reportedView } },
  problems: ['not-found', 'conflict', 'gone'],
  example: {
    path: EXAMPLE_PATH,
    body: {
      ...{ session: 1, sequence: 7, obeys: 3 },
      edges: [
        {
          ...{ edge: 'edge-10.1', availableWatts: 40 },
          chunks: [{ chunkId: 'heat-1~1', spentWattSeconds: 120, state: 'running' }],
        },
      ],
    },
    status: 200,
  },
});

export const readEdgeDesiredContract = operationContract({
  ...{ operationId: 'readEdgeDesired', method: 'GET', path: `${ONE}/desired`, tag: EDGE_AGENTS_TAG },
  summary: 'What the edges of an agent are to do, as soon as it is something else',
  access: AGENT,
  params,
  query: z.strictObject({
    after: z.coerce.number().int().min(0).default(0).describe('The generation that the agent goes by.'),
    waitSeconds: z.coerce.number().int().min(0).max(25).default(0).describe('How long to wait for another.'),
  }),
  body: NO_BODY,
  answers: {
    200: { description: 'It is another generation.', schema: desiredView },
    204: { description: 'Nothing has changed.' },
  },
  problems: ['not-found', 'gone'],
  example: { path: EXAMPLE_PATH, query: { after: '3', waitSeconds: '0' }, status: 204 },
});
