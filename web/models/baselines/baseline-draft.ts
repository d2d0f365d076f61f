import type { RegisterBaselineRequestBody } from '../../../shared/contracts/http/register-baseline.ts';

type Bins = NonNullable<RegisterBaselineRequestBody['bins']>;
type OwnConvention = Exclude<NonNullable<Bins['convention']>, string>;
type Convention = NonNullable<Bins['convention']>;
type EmptyBins = NonNullable<OwnConvention['emptyBins']>;
type ColumnOptions = NonNullable<Bins['columns']>[string];
type Binning = NonNullable<ColumnOptions['binning']>;

/** Stands for rules of one's own among the names of conventions. */
export const OWN = 'own';

export const EMPTY_BINS = [
  { kind: 'proportion-floor', label: 'A proportion of 0 becomes', usual: '0.0001' },
  { kind: 'add-proportion', label: 'To every proportion is added', usual: '0.0001' },
  { kind: 'count-floor', label: 'A count of 0 becomes', usual: '0.5' },
  { kind: 'add-count', label: 'To every count is added', usual: '1' },
  { kind: 'none', label: 'Nothing: an infinite index is not computable', usual: '' },
] as const;

export const METHODS = [
  { method: '', label: 'as the convention has it', asks: '' },
  { method: 'quantile', label: 'quantiles', asks: 'How many bins' },
  { method: 'equal-width', label: 'equal widths', asks: 'How many bins' },
  { method: 'fixed-edges', label: 'given edges', asks: 'Edges, as in 25, 35, 50' },
  { method: 'all-levels', label: 'each level a bin', asks: '' },
  { method: 'top-levels', label: 'the most frequent levels', asks: 'How many levels' },
  { method: 'given-levels', label: 'given levels', asks: 'Levels, as in basic, plus' },
] as const;

/** How one column is to be binned, as somebody writes it. */
export interface ColumnDraft {
  readonly name: string;
  readonly type: '' | 'numeric' | 'categorical';
  readonly method: (typeof METHODS)[number]['method'];
  /** What the method asks for. */
  readonly value: string;
  readonly specialCodes: string;
}

/** A baseline as somebody writes it. Lists have commas between. */
export interface BaselineDraft {
  readonly path: string;
  readonly format: 'by-name' | 'csv' | 'parquet';
  readonly delimiter: string;
  readonly decimalComma: boolean;
  readonly maxMalformedRows: string;
  readonly columns: string;
  readonly timeColumn: string;
  readonly segmentBy: string;
  readonly weightColumn: string;
  /** A convention's name, or `own`. */
  readonly convention: string;
  readonly ownName: string;
  readonly binning: 'quantile' | 'equal-width';
  readonly bins: string;
  readonly closed: 'right' | 'left';
  readonly atoms: boolean;
  readonly missing: 'own-bin' | 'drop';
  readonly unseen: 'pooled' | 'own-bins';
  readonly emptyBins: (typeof EMPTY_BINS)[number]['kind'];
  readonly emptyValue: string;
  readonly columnOptions: readonly ColumnDraft[];
}

export const EMPTY_COLUMN: ColumnDraft = { name: '', type: '', method: '', value: '', specialCodes: '' };

export const EMPTY_BASELINE: BaselineDraft = {
  ...{ path: '', format: 'by-name', delimiter: ',', decimalComma: false, maxMalformedRows: '0' },
  ...{ columns: '', timeColumn: '', segmentBy: '', weightColumn: '', convention: 'house' },
  ...{ ownName: '', binning: 'quantile', bins: '10', closed: 'right', atoms: false },
  ...{ missing: 'own-bin', unseen: 'pooled', emptyBins: 'proportion-floor', emptyValue: '0.0001' },
  columnOptions: [],
};

/** The request that a draft makes. What cannot be a number is sent as it is not, for the server to say so. */
export function toRequest(draft: BaselineDraft): RegisterBaselineRequestBody {
  const columns = listOf(draft.columns);
  const timeColumn = draft.timeColumn.trim();
  return {
    source: sourceOf(draft),
    ...(columns.length === 0 ? {} : { columns }),
    ...(timeColumn === '' ? {} : { timeColumn }),
    bins: binsOf(draft),
  };
}

/** Where a fault of the request is shown, by the field of the draft. */
export const POINTERS = {
  path: '/source',
  columns: '/columns',
  timeColumn: '/timeColumn',
  segmentBy: '/bins/segmentBy',
  weightColumn: '/bins/weightColumn',
  convention: '/bins/convention',
  columnOptions: '/bins/columns',
} as const;

function sourceOf(draft: BaselineDraft): RegisterBaselineRequestBody['source'] {
  const path = draft.path.trim();
  switch (draft.format) {
    case 'by-name':
      return path;
    case 'parquet':
      return { path, format: { type: 'parquet' } };
    case 'csv': {
      const { delimiter, decimalComma } = draft;
      const maxMalformedRows = numberOf(draft.maxMalformedRows);
      return { path, format: { type: 'csv', delimiter, decimalComma, maxMalformedRows } };
    }
  }
}

function binsOf(draft: BaselineDraft): Bins {
  const segmentBy = listOf(draft.segmentBy);
  const weightColumn = draft.weightColumn.trim();
  const columns = draft.columnOptions.filter(({ name }) => name.trim() !== '');
  return {
    convention: conventionOf(draft),
    ...(segmentBy.length === 0 ? {} : { segmentBy }),
    ...(weightColumn === '' ? {} : { weightColumn }),
    ...(columns.length === 0
      ? {}
      : { columns: Object.fromEntries(columns.map((column) => [column.name.trim(), optionsOf(column)])) }),
  };
}

function conventionOf(draft: BaselineDraft): Convention {
  if (draft.convention !== OWN) return draft.convention;
  const { binning, closed, atoms, missing, unseen } = draft;
  return {
    ...{ name: draft.ownName.trim(), binning, bins: numberOf(draft.bins), closed, atoms, missing, unseen },
    emptyBins: emptyBinsOf(draft),
  };
}

function emptyBinsOf({ emptyBins: kind, emptyValue }: BaselineDraft): EmptyBins {
  const value = numberOf(emptyValue);
  switch (kind) {
    case 'none':
      return { kind };
    case 'proportion-floor':
    case 'add-proportion':
      return { kind, proportion: value };
    case 'count-floor':
    case 'add-count':
      return { kind, count: value };
  }
}

function optionsOf(column: ColumnDraft): ColumnOptions {
  const binning = binningOf(column);
  const specialCodes = listOf(column.specialCodes).map(numberOf);
  return {
    ...(column.type === '' ? {} : { type: column.type }),
    ...(binning === undefined ? {} : { binning }),
    ...(specialCodes.length === 0 ? {} : { specialCodes }),
  };
}

function binningOf({ method, value }: ColumnDraft): Binning | undefined {
  switch (method) {
    case '':
      return undefined;
    case 'quantile':
    case 'equal-width':
      return value.trim() === '' ? { method } : { method, bins: numberOf(value) };
    case 'fixed-edges':
      return { method, edges: listOf(value).map(numberOf) };
    case 'all-levels':
      return { method };
    case 'top-levels':
      return { method, count: numberOf(value) };
    case 'given-levels':
      return { method, levels: listOf(value) };
  }
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** NaN, which JSON has as null, is refused with a fault at its field. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
