import { z } from 'zod';

/*
 * When alerts are raised and delivered, where people find the app, and for how long what is over is kept.
 */

const NCRONTAB = /^(\S+\s+){5}\S+$/;

const schedule = z.string().regex(NCRONTAB, 'must be an NCRONTAB expression of six fields');

export const alertSettings = {
  /** NCRONTAB (six fields, UTC): when what has happened is looked through for alerts. */
  ALERTS_RAISE_SCHEDULE: schedule,
  /** NCRONTAB (six fields, UTC): when messages of alerts are sent. */
  ALERTS_DELIVER_SCHEDULE: schedule,
  /** Runs that have not begun, jobs without a success and the like are looked for at most so often, in seconds. */
  ALERTS__sweepSeconds: z.coerce.number().int().min(1).max(600).default(30),
  /** Where people reach the app, for the links in messages; left out: messages have none. */
  ALERTS__publicUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  /** Incidents are kept for so many days after they were resolved. */
  ALERTS__retentionDays: z.coerce.number().int().min(7).max(3650).default(90),
};

type Values = z.output<z.ZodObject<typeof alertSettings>>;

export interface AlertConfig {
  /** Without a slash at the end. */
  readonly publicUrl?: string;
  readonly retentionSeconds: number;
  readonly sweepEveryMs: number;
}

export function toAlertConfig({
  ALERTS__publicUrl: publicUrl,
  ALERTS__retentionDays: days,
  ALERTS__sweepSeconds: sweepSeconds,
}: Values): AlertConfig {
  return {
    retentionSeconds: days * 24 * 60 * 60,
    sweepEveryMs: sweepSeconds * 1000,
    ...(publicUrl === undefined ? {} : { publicUrl: publicUrl.replace(/\/+$/, '') }),
  };
}
