import { z } from 'zod';

/** NCRONTAB, of six fields; one that is empty is left out, as the portal and files of settings have it. */
export function scheduleOr(usual: string): z.ZodType<string> {
  return z
    .string()
    .default('')
    .transform((text) => (text === '' ? usual : text))
    .refine((text) => /^(\S+\s+){5}\S+$/.test(text), 'must be an NCRONTAB expression of six fields');
}

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

const settings = z.object({
  EDGE__controlPlane: z
    .string()
    .default('')
    .transform((text) => (text === '' ? 'main' : text))
    .refine((text) => NAME.test(text), 'must be 1 to 63 lower-case letters, digits and inner hyphens'),
  /** As timers have it: when what nobody has told of is looked for. */
  EDGE__reconcileSchedule: scheduleOr('*/10 * * * * *'),
});

/**
 * The settings of the kind: how this control plane is called, and how often it looks after its sites by itself.
 *
 * @throws ZodError naming the setting that cannot be used.
 */
export function readEdgeSettings(environment: Readonly<Record<string, string | undefined>>): {
  readonly controlPlane: string;
  readonly reconcileSchedule: string;
} {
  const read = settings.parse(environment);
  return { controlPlane: read.EDGE__controlPlane, reconcileSchedule: read.EDGE__reconcileSchedule };
}
