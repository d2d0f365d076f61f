import { z } from 'zod';
import { plainResult, runAttempt, runFailure } from '../../../contracts/run.ts';

// Stored in histories: never renamed once deployed.
export const START = 'databricksStart';
export const LOOK = 'databricksLook';
export const REPAIR = 'databricksRepair';
export const COLLECT = 'databricksCollect';
export const STOP = 'databricksStop';

const count = z.int().min(1);
const step = runAttempt.extend({ looks: count });

const at = z.object({
  databricksRunId: z.string(),
  connection: z.string(),
  valueStream: z.string(),
  isShared: z.boolean(),
});

const ofRun = step.extend({ databricksRunId: z.string() });

export const startInput = step.extend({ start: count });
export const lookInput = ofRun.extend({ isRepaired: z.boolean() });
export const repairInput = ofRun.extend({ latestRepairId: z.string().optional() });
export const collectInput = ofRun;
export const stopInput = runAttempt.extend({ at: at.optional(), start: count });

const over = z.object({ outcome: z.literal('over') });
const rejected = z.object({ outcome: z.literal('rejected'), failure: runFailure });
const failed = z.object({ outcome: z.literal('failed'), failure: runFailure });
const waits = z.object({
  outcome: z.literal('waits'),
  pauseMs: z.number(),
  failure: runFailure.exactOptional(),
});
const mayBeStarted = z.boolean().exactOptional();

export const startAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('started'), at }),
  waits.extend({ mayBeStarted }),
  rejected.extend({ mayBeStarted }),
  over,
]);

export const lookAnswer = z.discriminatedUnion('outcome', [
  waits.extend({
    progress: z
      .object({
        words: z.string(),
        pageUrl: z.string().exactOptional(),
        tasksDone: z.number(),
        tasks: z.number(),
      })
      .exactOptional(),
  }),
  z.object({ outcome: z.literal('succeeded') }),
  z.object({
    outcome: z.literal('repairable'),
    failure: runFailure,
    latestRepairId: z.string().exactOptional(),
  }),
  z.object({ outcome: z.literal('crowded-out'), failure: runFailure, pauseMs: z.number() }),
  ...[failed, rejected, over],
]);

export const repairAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('repaired') }),
  ...[waits, rejected, over],
]);

export const collectAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('collected'), result: plainResult }),
  ...[waits, failed, rejected, over],
]);

export const stopAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.enum(['stopped', 'left']) }),
  z.object({ outcome: z.literal('stopping'), at: at.optional() }),
]);

/** See `AttemptState`. */
export const databricksState = z.object({
  next: z.enum(['start', 'look', 'repair', 'collect', 'fail']),
  start: count,
  at: at.exactOptional(),
  mayBeStarted: z.boolean(),
  hasEnded: z.boolean(),
  isRepaired: z.boolean(),
  latestRepairId: z.string().exactOptional(),
  looks: count,
  breaks: z.int(),
  restsUntil: z.number(),
  lastFailure: runFailure.exactOptional(),
});
