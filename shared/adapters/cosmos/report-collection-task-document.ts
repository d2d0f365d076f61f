import { z } from 'zod';
import { csvFormat } from '../../contracts/data-source.ts';
import type { ReportCollectionTask } from '../../domain/job/report-collection-task.ts';

/** The task of a report collection in a job's document. */
export const reportCollectionTaskDocument = z.object({
  resource: z.string(),
  baseUrl: z.string(),
  method: z.enum(['GET', 'POST']),
  requestPath: z.string(),
  reportPath: z.string(),
  offset: z.number(),
  headers: z.record(z.string(), z.union([z.string(), z.object({ secret: z.string() })])),
  ticketField: z.string().exactOptional(),
  poll: z.object({
    intervalSeconds: z.number(),
    backoffCoefficient: z.number(),
    maxIntervalSeconds: z.number(),
  }),
  notReady: z.object({ bodies: z.array(z.string()), statuses: z.array(z.number()) }),
  abandonSeconds: z.number(),
  maxBytes: z.number(),
  contentTypes: z.array(z.string()),
  format: csvFormat,
  columns: z.array(z.string()).exactOptional(),
  outputPath: z.string(),
  timeZone: z.string().exactOptional(),
});

export function fromReportCollectionTask(
  task: ReportCollectionTask,
): z.input<typeof reportCollectionTaskDocument> {
  const { headers, notReady, contentTypes, columns, ...rest } = task;
  return {
    ...rest,
    headers: { ...headers },
    notReady: { bodies: [...notReady.bodies], statuses: [...notReady.statuses] },
    contentTypes: [...contentTypes],
    ...(columns === undefined ? {} : { columns: [...columns] }),
  };
}
