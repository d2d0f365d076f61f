import { z } from 'zod';
import type { BlobSource, DataFormat, DataSource, ReportSource } from '../../domain/data/data-source.ts';
import { PLAIN_CSV } from '../../domain/data/data-source.ts';
import { dataPathIssues } from '../../domain/data/check-data-path.ts';
import { csvDialectIssues } from '../../domain/dataset/csv-dialect.ts';
import { resolveTimeZone } from '../../domain/schedule/resolve-time-zone.ts';
import { findTimeZone } from '../../domain/schedule/time-zone.ts';
import { whole } from '../job-policies.ts';
import type { DataSourceView } from './data-source-view.ts';

/** Containers that callers may name; the others are the app's own. */
const READABLE_CONTAINERS: readonly string[] = ['baselines', 'datasets', 'reports'];

const MAX_QUERY_CHARACTERS = 20_000;

const blobPath = z.string().superRefine(checkBlobPath);

function checkBlobPath(path: string, context: z.RefinementCtx): void {
  const faults = dataPathIssues(path).map(({ message }) => message);
  const isReadable = READABLE_CONTAINERS.some((container) => path.startsWith(`${container}/`));
  if (faults.length === 0 && !isReadable) {
    faults.push(`must be in the container ${READABLE_CONTAINERS.join(' or ')}`);
  }
  if (faults.length > 0) context.addIssue({ code: 'custom', message: faults.join('; ') });
}

const delimiter = z.string().superRefine((text, context) => {
  for (const { message } of csvDialectIssues({ delimiter: text }))
    context.addIssue({ code: 'custom', message });
});

export const csvFormatRequest = z.strictObject({
  type: z.literal('csv'),
  delimiter: delimiter.default(','),
  decimalComma: z.boolean().default(false),
  maxMalformedRows: whole(0, 1_000_000).default(0),
});

const parquet = z.strictObject({ type: z.literal('parquet') });

export const timeZoneName = z.string().transform((name, context) => {
  const zone = resolveTimeZone(name).timeZone;
  if (findTimeZone(zone) !== undefined) return zone;
  context.addIssue({ code: 'custom', message: `'${name}' is no time zone` });
  return z.NEVER;
});

const blob = z.strictObject({
  path: blobPath,
  timeZone: timeZoneName.optional(),
  format: z.discriminatedUnion('type', [csvFormatRequest, parquet]).optional(),
});

const warehouse = z.strictObject({
  snowflake: z
    .strictObject({
      table: z
        .string()
        .regex(/^[^\s;'`]{1,770}$/, 'must be a table name, "database.schema.table" or a part of it')
        .optional(),
      query: z
        .string()
        .min(1)
        .max(MAX_QUERY_CHARACTERS)
        .regex(/^\s*(select|with)\b/i, 'must be a SELECT')
        .optional(),
    })
    .refine(
      ({ table, query }) => (table === undefined) !== (query === undefined),
      'must have either "table" or "query"',
    ),
});

/** A data file: its path alone, or with its zone and format. */
const blobSourceRequest = z
  .union([blobPath.transform((path) => ({ path })), blob], 'must be a blob path, or an object with "path"')
  .transform(toBlobSource);

/** What a baseline is made from; it is read once, for no run, so that nothing fills in a placeholder. */
export const baselineSourceRequest = blobSourceRequest.refine(
  ({ path }) => !path.includes('{'),
  'must have no placeholder: a baseline is read now, for no run',
);

/** What the job that it comes after has collected for the same slot. */
const REPORT = '{report}';

const pathOrReport = z
  .string()
  .superRefine((text, context) => {
    if (text !== REPORT) checkBlobPath(text, context);
  })
  .transform((text): BlobSource | ReportSource =>
    text === REPORT ? { kind: 'report' } : toBlobSource({ path: text }),
  );

/** Where a sample comes from: a data file, a collected report, or a table or query of the warehouse. */
export const dataSourceRequest = z.union(
  [
    pathOrReport,
    blob.transform(toBlobSource),
    warehouse.transform(({ snowflake }): DataSource => toWarehouse(snowflake)),
  ],
  'must be a blob path, an object with "path", an object with "snowflake", or "{report}"',
);

function toBlobSource({ path, timeZone: zone, format }: z.output<typeof blob>): BlobSource {
  return {
    kind: 'blob',
    path,
    ...(zone === undefined ? {} : { timeZone: zone }),
    format: format ?? defaultFormat(path),
  };
}

function toWarehouse({
  table,
  query,
}: {
  table?: string | undefined;
  query?: string | undefined;
}): DataSource {
  return {
    kind: 'snowflake',
    ...(table === undefined ? {} : { table }),
    ...(query === undefined ? {} : { query }),
  };
}

/** By the name's end, which is the only thing known of a file that need not exist yet. */
function defaultFormat(path: string): DataFormat {
  return /\.(parquet|pq)$/i.test(path) ? { type: 'parquet' } : PLAIN_CSV;
}

/** The shortest way to ask for the same source. */
export function dataSourceView(source: DataSource): DataSourceView {
  if (source.kind === 'report') return REPORT;
  if (source.kind === 'snowflake') {
    const { kind: _kind, ...snowflake } = source;
    return { snowflake };
  }
  const { path, timeZone: zone, format } = source;
  const isDefault = JSON.stringify(format) === JSON.stringify(defaultFormat(path));
  if (isDefault && zone === undefined) return path;
  return {
    path,
    ...(zone === undefined ? {} : { timeZone: zone }),
    ...(isDefault ? {} : { format }),
  };
}
