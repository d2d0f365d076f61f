import { z } from 'zod';

/** What a host process is told on its command line, as JSON. */
export const hostSettings = z.object({
  appDirectory: z.string(),
  dataDir: z.string(),
  /** The app's settings. */
  settings: z.record(z.string(), z.string()),
});

export type HostSettings = z.output<typeof hostSettings>;
