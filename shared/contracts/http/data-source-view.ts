import { z } from 'zod';

const format = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('csv'),
    delimiter: z.string(),
    decimalComma: z.boolean(),
    maxMalformedRows: z.int(),
  }),
  z.object({ type: z.literal('parquet') }),
]);

/** Where a sample comes from, as callers read it: what they would write to ask for the same. */
export const dataSourceViewSchema = z
  .union([
    z.string().describe('The path of a data file, or `{report}`.'),
    z.object({ path: z.string(), timeZone: z.string().exactOptional(), format: format.exactOptional() }),
    z.object({
      snowflake: z.object({ table: z.string().exactOptional(), query: z.string().exactOptional() }),
    }),
  ])
  .meta({ id: 'DataSource' });

/** A data source as a caller may write it. */
export type DataSourceView = z.output<typeof dataSourceViewSchema>;
