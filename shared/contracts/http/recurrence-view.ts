import { z } from 'zod';
import type { Exclusion } from '../../domain/schedule/exclusion.ts';
import type { IntervalRecurrence, Recurrence } from '../../domain/schedule/recurrence.ts';
import { instantView } from './instant-view.ts';

const exclusion = z.discriminatedUnion('type', [
  z.object({ type: z.literal('date'), on: z.string() }),
  z.object({ type: z.literal('date-range'), startOn: z.string(), endOn: z.string() }),
  z.object({ type: z.literal('instant-range'), startAt: instantView, endAt: instantView }),
  z.object({ type: z.literal('calendar'), name: z.string() }),
]);

const bounds = {
  startAt: instantView.exactOptional(),
  endAt: instantView.exactOptional(),
  exclusions: z.array(exclusion).exactOptional(),
};

/** A recurrence as callers read it: what they would write, with every default. */
export const recurrenceViewSchema = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('cron'),
      dialect: z.enum(['unix5', 'ncrontab6', 'quartz']),
      expression: z.string(),
      timeZone: z.string(),
      dst: z.enum(['shift', 'skip', 'both']),
      ...bounds,
    }),
    z.object({
      type: z.literal('interval'),
      everySeconds: z.number(),
      anchorAt: instantView,
      timeZone: z.string().exactOptional(),
      ...bounds,
    }),
    z.object({ type: z.literal('once'), at: instantView }),
  ])
  .meta({ id: 'Recurrence' });

export type RecurrenceView = z.output<typeof recurrenceViewSchema>;

/** The recurrence as callers read it. */
export function fromRecurrence(recurrence: Recurrence): RecurrenceView {
  switch (recurrence.type) {
    case 'cron': {
      const { dialect, expression, timeZone, dst } = recurrence;
      return { type: 'cron', dialect, expression, timeZone, dst, ...fromBounds(recurrence) };
    }
    case 'interval': {
      const { everySeconds, anchorAt, timeZone } = recurrence;
      return {
        ...{ type: 'interval', everySeconds, anchorAt: toIso(anchorAt) },
        ...(timeZone === undefined ? {} : { timeZone }),
        ...fromBounds(recurrence),
      };
    }
    case 'once':
      return { type: 'once', at: toIso(recurrence.at) };
  }
}

function fromBounds({
  startAt,
  endAt,
  exclusions,
}: Pick<IntervalRecurrence, 'startAt' | 'endAt' | 'exclusions'>) {
  return {
    ...(startAt === undefined ? {} : { startAt: toIso(startAt) }),
    ...(endAt === undefined ? {} : { endAt: toIso(endAt) }),
    ...(exclusions === undefined ? {} : { exclusions: exclusions.map(fromExclusion) }),
  };
}

function fromExclusion(excluded: Exclusion): z.output<typeof exclusion> {
  if (excluded.type !== 'instant-range') return excluded;
  const { type, startAt, endAt } = excluded;
  return { type, startAt: toIso(startAt), endAt: toIso(endAt) };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
