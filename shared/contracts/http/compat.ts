import { z } from 'zod';
import type { BlobSource } from '../../domain/data/data-source.ts';
import type { ColumnCheck } from '../../domain/stability/compat/check-column.ts';
import { COMPAT_TOOLS } from '../../domain/stability/compat/compare-with-tool.ts';
import { columnType } from './baseline-options.ts';
import { columnName } from './column-name.ts';
import { baselineSourceRequest, dataSourceRequest } from './data-source.ts';
import { jsonBody, NO_QUERY, operationContract } from './operation.ts';
import { COLUMN_STATUSES, STABILITY_BANDS } from './stability-words.ts';
import { modelId } from './model-id.ts';
import { toCsv } from './to-csv.ts';

const MAX_COLUMNS = 200;

const TOOL_NAMES = COMPAT_TOOLS.join(', ');

const tools = z
  .array(z.enum(COMPAT_TOOLS, `must be one of ${TOOL_NAMES}`))
  .min(1, 'must name at least one tool')
  .refine((names) => new Set(names).size === names.length, 'must name each tool once')
  .default([...COMPAT_TOOLS]);

const splits = z
  .array(z.number('must be a number'))
  .min(1, 'must hold at least one number')
  .max(1_000, 'must hold at most 1,000 numbers')
  .refine(
    (edges) => edges.every((edge, at) => at === 0 || edge > (edges[at - 1] ?? edge)),
    'must be ascending, without repeats',
  );

/** The current data of the check, which are read now too, and whole. */
const currentSource = dataSourceRequest.transform((source, context): BlobSource => {
  if (source.kind === 'blob' && !source.path.includes('{')) return source;
  const message =
    source.kind === 'blob'
      ? 'must have no placeholder: the data are read now, for no run'
      : 'must be a file: other tools need every value, and of a warehouse only counts are read';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** The body of `POST /api/models/{modelId}/migration-check`. */
const migrationCheckRequest = z.strictObject({
  baseline: baselineSourceRequest,
  current: currentSource,
  columns: z
    .array(columnName)
    .min(1, 'must name at least one column')
    .max(MAX_COLUMNS, `must name at most ${MAX_COLUMNS} columns`)
    .exactOptional(),
  columnTypes: z.record(columnName, columnType).exactOptional(),
  tools,
  splits: z.record(columnName, splits).exactOptional(),
});

const band = z.enum(STABILITY_BANDS);

const columnCheck = z.object({
  name: z.string(),
  type: columnType,
  house: z
    .object({
      psi: z.number().nullable(),
      band: band.nullable(),
      status: z.enum(COLUMN_STATUSES),
      reason: z.string().exactOptional(),
    })
    .describe('By the house convention.'),
  tools: z
    .array(
      z.object({
        tool: z.enum(COMPAT_TOOLS),
        psi: z.number().nullable(),
        band: band.nullable(),
        isSameBand: z
          .boolean()
          .nullable()
          .describe("Whether the house's figure lies in the same band; null where one of the two has none."),
        binEdges: z.array(z.number()).readonly().exactOptional(),
        pointsCsi: z.number().nullable().exactOptional(),
        note: z.string().describe('What the tool does with these samples that a reader should know.'),
      }),
    )
    .readonly(),
});

const migrationCheck = z
  .object({
    modelId: z.string(),
    baselineRowCount: z.int(),
    currentRowCount: z.int(),
    columns: z.array(columnCheck).readonly(),
  })
  .meta({ id: 'MigrationCheck' });

export type MigrationCheckView = z.output<typeof migrationCheck>;

export const checkMigrationContract = operationContract({
  operationId: 'checkMigration',
  method: 'POST',
  path: '/models/{modelId}/migration-check',
  tag: 'Models',
  summary: 'What other tools make of two samples beside the house convention',
  description: 'For whoever moves a model from another tool. Nothing is stored.',
  access: { role: 'operator', of: 'model' },
  params: z.object({ modelId }),
  query: NO_QUERY,
  body: jsonBody(migrationCheckRequest),
  answers: {
    200: {
      description: 'Each column by each tool; as CSV a row for each figure.',
      schema: migrationCheck,
      contentTypes: ['application/json', 'text/csv'],
    },
  },
  problems: ['not-found'],
  example: {
    path: { modelId: 'churn' },
    body: { baseline: 'baselines/churn.csv', current: 'datasets/churn.csv', tools: ['evidently'] },
    status: 200,
  },
});

const HEADER = ['column', 'type', 'tool', 'psi', 'band', 'isSameBand', 'pointsCsi', 'note'] as const;

/** A row for each figure: the house's first, then each tool's. */
export function columnChecksCsv(columns: readonly ColumnCheck[]): string {
  return toCsv(
    HEADER,
    columns.flatMap(({ name, type, house, tools: checks }) => [
      [name, type, 'house', house.psi, house.band, null, null, house.reason],
      ...checks.map(({ tool, psi, band, isSameBand, pointsCsi, note }) => [
        ...[name, type, tool, psi],
        ...[band, isSameBand, pointsCsi, note],
      ]),
    ]),
  );
}
