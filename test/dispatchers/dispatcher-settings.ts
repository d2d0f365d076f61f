import { z } from 'zod';

/** What a dispatcher process is told on its command line, as JSON. */
export const dispatcherSettings = z.object({
  name: z.string(),
  cosmosEndpoint: z.string(),
  cosmosKey: z.string(),
  serviceBus: z.string(),
  /** The file that gets a line for each run that the process claims. */
  claims: z.string(),
  stalledAfterMs: z.number(),
});

export type DispatcherSettings = z.output<typeof dispatcherSettings>;
