import { z } from 'zod';
import type { KeptStatistics } from '../domain/telemetry/statistics.ts';

const tally = z.record(z.string(), z.record(z.string(), z.union([z.number(), z.array(z.number())])));

const score = z.object({
  valueStream: z.string(),
  jobId: z.string(),
  psi: z.number(),
  dueAt: z.number(),
  measuredAt: z.number(),
});

const statistics = z.object({
  since: z.number(),
  caughtUpAt: z.number(),
  toldAt: z.number(),
  streams: z.array(z.string()),
  counted: tally,
  untold: tally,
  scores: z.record(z.string(), score),
  seen: z.array(z.string()),
  begun: z.array(z.string()),
  hours: z.record(z.string(), z.record(z.string(), z.array(z.number()))).exactOptional(),
  hoursSince: z.number().exactOptional(),
});

/** The statistics in a text that was kept; undefined when they cannot be read. */
export function keptStatistics(text: string): KeptStatistics | undefined {
  try {
    return statistics.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
