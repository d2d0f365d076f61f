import type { DataSource } from '../../domain/data/data-source.ts';
import type { BinSpecification } from '../../domain/stability/bin-specification.ts';
import { dataSourceView, type DataSourceView } from './data-source.ts';

interface BaselineSummary {
  readonly baselineId: string;
  readonly modelId: string;
  readonly version: number;
  readonly source: DataSource;
  readonly createdAt: number;
}

/** A baseline as a list shows it; instants are ISO 8601 UTC. */
export interface BaselineView extends Omit<BaselineSummary, 'source' | 'createdAt'> {
  readonly source: DataSourceView;
  readonly createdAt: string;
}

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
export interface BaselineDetailView extends BaselineView {
  readonly specification: BinSpecification;
}

export function baselineDetailView(
  baseline: BaselineSummary & { readonly specification: BinSpecification },
): BaselineDetailView {
  return { ...baselineView(baseline), specification: baseline.specification };
}
