import { z } from 'zod';
import { runAttempt, runFailure } from '../../../contracts/run.ts';

// Stored in histories: never renamed once deployed.
export const WEBHOOK_JOB = 'runWebhookJob';
export const WEBHOOK_SEND = 'webhookSend';
export const WEBHOOK_POLL = 'webhookPoll';
export const WEBHOOK_LOOK = 'webhookLookForCallback';
export const WEBHOOK_STOP = 'webhookStop';

const over = z.object({ outcome: z.literal('over') });
const rejected = z.object({ outcome: z.literal('rejected'), failure: runFailure });

const done = z.object({
  outcome: z.literal('done'),
  host: z.string(),
  status: z.number().exactOptional(),
  message: z.string().exactOptional(),
  output: z.json().exactOptional(),
});

const accepted = z.object({
  outcome: z.literal('accepted'),
  waitsFor: z.enum(['poll', 'callback']),
  status: z.number().exactOptional(),
  address: z.string().exactOptional(),
  pauseMs: z.number(),
  stopsBy: z.enum(['nothing', 'delete']),
});

const later = z.object({ outcome: z.literal('later'), failure: runFailure, pauseMs: z.number() });

/** A try of the call; see `SendWebhook`. */
export const sendInput = runAttempt.extend({
  number: z.int().min(1),
  failures: z.int().min(0),
});

/** See WebhookSent. */
export const webhookSent = z.discriminatedUnion('outcome', [
  done.extend({ durationMs: z.number() }),
  accepted,
  later.extend({ isBusy: z.boolean(), wasRefused: z.boolean(), isLast: z.boolean() }),
  rejected,
  over,
]);

export const pollInput = runAttempt.extend({ address: z.string(), looks: z.int().min(1) });

/** See WebhookPolled. */
export const webhookPolled = z.discriminatedUnion('outcome', [done, later, rejected, over]);

/** See WebhookLooked. */
export const webhookLooked = z.discriminatedUnion('outcome', [
  done,
  z.object({ outcome: z.literal('none') }),
  rejected,
  over,
]);

export const stopInput = runAttempt.extend({ address: z.string() });

/** What an orchestration carries from one step to the next. */
export const webhookProgress = z.object({
  next: z.enum(['send', 'poll', 'callback']),
  /** Tries begun so far. */
  tries: z.number(),
  /** Of them, those that failed and count. */
  failures: z.number(),
  looks: z.number(),
  /** Epoch ms; 0: at once. */
  restsUntil: z.number(),
  address: z.string().exactOptional(),
  stopsBy: z.enum(['nothing', 'delete']),
  lastFailure: runFailure.exactOptional(),
});
export type WebhookProgress = z.output<typeof webhookProgress>;
