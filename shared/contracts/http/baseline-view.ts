import { z } from 'zod';
import type { DataSource } from '../../domain/data/data-source.ts';
import type { BinSpecification } from '../../domain/stability/bin-specification.ts';
import { binSpecificationView } from '../bin-specification.ts';
import { dataSourceView } from './data-source.ts';
import { dataSourceViewSchema } from './data-source-view.ts';
import { instantView } from './instant-view.ts';

interface BaselineSummary {
  readonly baselineId: string;
  readonly modelId: string;
  readonly version: number;
  readonly source: DataSource;
  readonly createdAt: number;
}

const baseline = z.object({
  modelId: z.string(),
  baselineId: z.string().describe('Follows from its content: the same data and options give the same id.'),
  version: z.int().describe("Counts the model's baselines in the order of their registration."),
  source: dataSourceViewSchema.describe('What it was made from.'),
  createdAt: instantView,
});

/** A baseline as a list shows it. */
export const baselineViewSchema = baseline.meta({ id: 'BaselineSummary' });

export type BaselineView = z.output<typeof baselineViewSchema>;

export function baselineView({
  baselineId,
  modelId,
  version,
  source,
  createdAt,
}: BaselineSummary): BaselineView {
  return {
    ...{ modelId, baselineId, version },
    source: dataSourceView(source),
    createdAt: new Date(createdAt).toISOString(),
  };
}

/** A baseline with its bins and counts. */
export const baselineDetailViewSchema = baseline
  .extend({ specification: binSpecificationView })
  .meta({ id: 'Baseline' });

export type BaselineDetailView = z.output<typeof baselineDetailViewSchema>;

export function baselineDetailView(
  stored: BaselineSummary & { readonly specification: BinSpecification },
): BaselineDetailView {
  return { ...baselineView(stored), specification: stored.specification };
}
