import { z } from 'zod';
import type { AlertCause, CauseDetail } from '../domain/alert/alert-cause.ts';
import { ALERT_CONDITIONS } from '../domain/alert/alert-condition.ts';

const instant = z.iso.datetime();
const band = z.enum(['stable', 'moderate-shift', 'significant-shift']);

const causeDetailView = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('drift'),
    psi: z.number().nullable().describe('PSI of the score; null where it has none.'),
    band: band.describe('The highest of score, characteristics and segments.'),
    alarm: z.boolean().describe('Whether the criteria of the job raise an alarm.'),
    thresholds: z
      .object({ moderate: z.number(), significant: z.number() })
      .exactOptional()
      .describe('From which index on a shift is moderate or significant.'),
    characteristics: z
      .array(z.object({ name: z.string(), psi: z.number(), band }))
      .readonly()
      .describe('Those with the highest index first; at most five.'),
    window: z
      .object({ from: z.string(), to: z.string() })
      .exactOptional()
      .describe('The data interval [from, to) that was measured, in UTC; absent where all rows were.'),
  }),
  z.object({
    type: z.literal('failure'),
    reason: z.string(),
    message: z.string().describe('What happened and what to do, for a person.'),
    attempts: z.int(),
    dueAt: instant.describe('The slot of the run.'),
  }),
  z.object({
    type: z.literal('late'),
    dueAt: instant,
    startedAt: instant.exactOptional().describe('Absent: it had not begun.'),
    lateSeconds: z
      .number()
      .describe('From its time until it began, or until it was found not to have begun.'),
    reason: z.string().exactOptional(),
  }),
  z.object({
    type: z.literal('missed'),
    fromDueAt: instant,
    untilDueAt: instant,
    count: z.int(),
    reason: z.string(),
  }),
  z.object({
    type: z.literal('no-success'),
    lastSuccessAt: instant.exactOptional().describe('Absent: it never has.'),
    withinSeconds: z.number(),
  }),
  z.object({ type: z.literal('paused'), state: z.enum(['paused', 'quarantined']), reason: z.string() }),
  z.object({
    type: z.literal('dead-letter'),
    queue: z.string().exactOptional(),
    reason: z.string(),
    deliveryCount: z.int().exactOptional(),
  }),
  z.object({
    type: z.literal('lock-broken'),
    resource: z.string(),
    author: z.string(),
    reason: z.string(),
  }),
]);

/** What has happened to a job, a model or a lock, as people and receivers of webhooks read it. */
export const alertCauseView = z
  .object({
    causeId: z.string(),
    condition: z.enum(ALERT_CONDITIONS),
    at: instant,
    valueStream: z.string(),
    subject: z
      .string()
      .describe('What is in trouble: `job:<id>`, `model:<id>`, `lock:<resource>` or `queue:<name>`.'),
    jobId: z.string().exactOptional(),
    modelId: z.string().exactOptional(),
    runId: z.string().exactOptional(),
    group: z.string().describe('The same where the cause is the same.'),
    detail: causeDetailView,
  })
  .meta({ id: 'AlertCause' });

export type AlertCauseView = z.output<typeof alertCauseView>;

export function toAlertCauseView({ at, detail, ...rest }: AlertCause): AlertCauseView {
  return { ...rest, at: toIso(at), detail: toDetailView(detail) };
}

type DetailView = z.output<typeof causeDetailView>;
type Detail<T extends CauseDetail['type']> = Extract<CauseDetail, { readonly type: T }>;

function toDetailView(detail: CauseDetail): DetailView {
  switch (detail.type) {
    case 'failure':
      return { ...detail, dueAt: toIso(detail.dueAt) };
    case 'late':
      return lateView(detail);
    case 'missed':
      return { ...detail, fromDueAt: toIso(detail.fromDueAt), untilDueAt: toIso(detail.untilDueAt) };
    case 'no-success':
      return noSuccessView(detail);
    case 'drift':
    case 'paused':
    case 'dead-letter':
    case 'lock-broken':
      return detail;
  }
}

function lateView({ dueAt, startedAt, lateMs, ...rest }: Detail<'late'>): DetailView {
  return {
    ...{ ...rest, dueAt: toIso(dueAt), lateSeconds: lateMs / 1000 },
    ...(startedAt !== undefined && { startedAt: toIso(startedAt) }),
  };
}

function noSuccessView({ lastSuccessAt, ...rest }: Detail<'no-success'>): DetailView {
  return { ...rest, ...(lastSuccessAt !== undefined && { lastSuccessAt: toIso(lastSuccessAt) }) };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
