import { z } from 'zod';

const settings = z.object({
  EDGE__controlPlane: z
    .string()
    .regex(
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      'must be 1 to 63 lower-case letters, digits and inner hyphens',
    )
    .default('main'),
  /** As timers have it: when what nobody has told of is looked for. */
  EDGE__reconcileSchedule: z.string().min(1).default('*/10 * * * * *'),
});

/** The settings of the kind: how this control plane is called, and how often it looks after its sites by itself. */
export function readEdgeSettings(environment: Readonly<Record<string, string | undefined>>): {
  readonly controlPlane: string;
  readonly reconcileSchedule: string;
} {
  const read = settings.parse(environment);
  return { controlPlane: read.EDGE__controlPlane, reconcileSchedule: read.EDGE__reconcileSchedule };
}
