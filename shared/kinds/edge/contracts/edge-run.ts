import { z } from 'zod';
import { FAILURE_REASONS } from '../../../domain/run/run-failure.ts';
import { edgeLabels } from './edge-names.ts';

/* What the orchestrator of edge work and its activities say to each other. The names are stored in histories. */

export const EDGE_CHOOSE = 'edgeChoose';
export const EDGE_ASK = 'edgeAsk';
export const EDGE_LOOK = 'edgeLook';
export const EDGE_WITHDRAW = 'edgeWithdraw';

const failure = z.object({ reason: z.enum(FAILURE_REASONS), message: z.string() });

const over = z.object({ outcome: z.literal('over') });
const rejected = z.object({ outcome: z.literal('rejected'), failure });

/** The order of a run: where, under which id, and for what. Chosen once, and the same for all steps of the attempt. */
const chosenOrder = z.object({
  site: z.string(),
  orderId: z.string(),
  wattSeconds: z.number(),
  labels: edgeLabels,
  maxEdges: z.number(),
  minChunkWattSeconds: z.number(),
  maxChunkWattSeconds: z.number().exactOptional(),
  priority: z.number(),
});

/** What EDGE_CHOOSE answers. `none`: no site has an edge that suits; it is looked for again. */
export const edgeChosen = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('chosen'), order: chosenOrder }),
  z.object({ outcome: z.literal('none'), failure }),
  over,
  rejected,
]);

/** What EDGE_ASK takes beside the attempt. */
export const edgeAskInput = z.object({ order: chosenOrder });

/** What EDGE_ASK answers. */
export const edgeAsked = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('asked') }),
  over,
  rejected,
]);

/** What EDGE_LOOK and EDGE_WITHDRAW take beside the attempt. */
export const edgeOrderInput = z.object({ site: z.string(), orderId: z.string() });

const edgeResult = z.object({
  kind: z.literal('edge'),
  words: z.string(),
  figures: z.record(z.string(), z.union([z.string(), z.number()])),
  output: z.json(),
});

/** What EDGE_LOOK answers. */
export const edgeLooked = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('going'),
    percent: z.number(),
    workingEdges: z.number(),
    failure,
  }),
  z.object({ outcome: z.literal('spent'), result: edgeResult }),
  over,
  rejected,
]);

/** What is carried from one step of an attempt to the next. */
export const edgeRunState = z.object({
  order: chosenOrder.exactOptional(),
  isAsked: z.boolean(),
  looks: z.number(),
  lastFailure: failure.exactOptional(),
});

export type EdgeRunState = z.output<typeof edgeRunState>;
