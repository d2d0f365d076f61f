import { z } from 'zod';
import type { Recurrence } from '../../domain/schedule/recurrence.ts';
import { recurrenceIssues } from '../../domain/schedule/validate-recurrence.ts';
import { addIssues } from './issues.ts';

const instant = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset or Z' });

const bounds = { startAt: instant.optional(), endAt: instant.optional() };

const cron = z.strictObject({
  type: z.literal('cron'),
  dialect: z
    .enum(['unix5', 'ncrontab6', 'quartz'], 'must be "unix5", "ncrontab6" or "quartz"')
    .default('unix5'),
  expression: z.string(),
  timeZone: z.string(),
  dst: z.enum(['shift', 'skip', 'both']).default('shift'),
  ...bounds,
});

const interval = z.strictObject({
  type: z.literal('interval'),
  everySeconds: z.number(),
  anchorAt: instant.default('1970-01-01T00:00:00Z'),
  ...bounds,
});

const once = z.strictObject({ type: z.literal('once'), at: instant });

/** A recurrence as a caller writes it: instants are ISO 8601; what is absent gets the default that is stored. */
export const recurrenceRequest = z
  .discriminatedUnion('type', [cron, interval, once], {
    error: 'must be an object whose "type" is "cron", "interval" or "once"',
  })
  .superRefine((request, context) => {
    addIssues(context, recurrenceIssues(toRecurrence(request)));
  });

export type RecurrenceRequest = z.output<typeof recurrenceRequest>;

/** The recurrence in the domain's form: instants are epoch ms. */
export function toRecurrence(request: RecurrenceRequest): Recurrence {
  switch (request.type) {
    case 'cron': {
      const { dialect, expression, timeZone, dst } = request;
      return { type: 'cron', dialect, expression, timeZone, dst, ...toBounds(request) };
    }
    case 'interval': {
      const { everySeconds, anchorAt } = request;
      return { type: 'interval', everySeconds, anchorAt: Date.parse(anchorAt), ...toBounds(request) };
    }
    case 'once':
      return { type: 'once', at: Date.parse(request.at) };
  }
}

/** The recurrence as callers read it. */
export function fromRecurrence(recurrence: Recurrence): RecurrenceRequest {
  switch (recurrence.type) {
    case 'cron': {
      const { dialect, expression, timeZone, dst } = recurrence;
      return { type: 'cron', dialect, expression, timeZone, dst, ...fromBounds(recurrence) };
    }
    case 'interval': {
      const { everySeconds, anchorAt } = recurrence;
      return { type: 'interval', everySeconds, anchorAt: toIso(anchorAt), ...fromBounds(recurrence) };
    }
    case 'once':
      return { type: 'once', at: toIso(recurrence.at) };
  }
}

function toBounds(request: { startAt?: string | undefined; endAt?: string | undefined }) {
  return {
    ...(request.startAt === undefined ? {} : { startAt: Date.parse(request.startAt) }),
    ...(request.endAt === undefined ? {} : { endAt: Date.parse(request.endAt) }),
  };
}

function fromBounds(recurrence: {
  readonly startAt?: number | undefined;
  readonly endAt?: number | undefined;
}) {
  return {
    ...(recurrence.startAt === undefined ? {} : { startAt: toIso(recurrence.startAt) }),
    ...(recurrence.endAt === undefined ? {} : { endAt: toIso(recurrence.endAt) }),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
