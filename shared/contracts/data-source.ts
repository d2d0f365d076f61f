import { z } from 'zod';
import { PLAIN_CSV } from '../domain/data/data-source.ts';

// Data sources as documents and answers hold them; see DataSource.

export const csvFormat = z.object({
  type: z.literal('csv'),
  delimiter: z.string(),
  decimalComma: z.boolean(),
  maxMalformedRows: z.number(),
});

const format = z.discriminatedUnion('type', [csvFormat, z.object({ type: z.literal('parquet') })]);

const blob = z.object({
  kind: z.literal('blob'),
  path: z.string(),
  timeZone: z.string().exactOptional(),
  format,
});

const warehouse = z.object({
  kind: z.literal('snowflake'),
  table: z.string().exactOptional(),
  query: z.string().exactOptional(),
});

const report = z.object({ kind: z.literal('report') });

/** Before there were other sources, a document held the path of a plain CSV file. */
const path = z.string().transform((text) => ({ kind: 'blob' as const, path: text, format: PLAIN_CSV }));

export const dataSource = z.union([path, z.discriminatedUnion('kind', [blob, warehouse, report])]);
