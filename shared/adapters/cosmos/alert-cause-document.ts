import { z } from 'zod';
import { jobId, runId } from '../../contracts/run.ts';
import { ALERT_CONDITIONS } from '../../domain/alert/alert-condition.ts';

const band = z.enum(['stable', 'moderate-shift', 'significant-shift']);

const detail = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('drift'),
    psi: z.number().nullable(),
    band,
    alarm: z.boolean(),
    thresholds: z.object({ moderate: z.number(), significant: z.number() }).exactOptional(),
    characteristics: z.array(z.object({ name: z.string(), psi: z.number(), band })),
    window: z.object({ from: z.string(), to: z.string() }).exactOptional(),
  }),
  z.object({
    type: z.literal('failure'),
    reason: z.string(),
    message: z.string(),
    attempts: z.number(),
    dueAt: z.number(),
  }),
  z.object({
    type: z.literal('late'),
    dueAt: z.number(),
    startedAt: z.number().exactOptional(),
    lateMs: z.number(),
    reason: z.string().exactOptional(),
  }),
  z.object({
    type: z.literal('missed'),
    fromDueAt: z.number(),
    untilDueAt: z.number(),
    count: z.number(),
    reason: z.string(),
  }),
  z.object({
    type: z.literal('no-success'),
    lastSuccessAt: z.number().exactOptional(),
    withinSeconds: z.number(),
  }),
  z.object({ type: z.literal('paused'), state: z.enum(['paused', 'quarantined']), reason: z.string() }),
  z.object({
    type: z.literal('dead-letter'),
    queue: z.string().exactOptional(),
    reason: z.string(),
    deliveryCount: z.number().exactOptional(),
  }),
  z.object({ type: z.literal('lock-broken'), resource: z.string(), author: z.string(), reason: z.string() }),
]);

/** A cause within a document of an incident or a subject; its instants are in epoch ms, nothing is found by them. */
export const causeInDocument = z.object({
  causeId: z.string(),
  condition: z.enum(ALERT_CONDITIONS),
  at: z.number(),
  valueStream: z.string(),
  subject: z.string(),
  jobId: jobId.exactOptional(),
  modelId: z.string().exactOptional(),
  runId: runId.exactOptional(),
  group: z.string(),
  detail,
});
