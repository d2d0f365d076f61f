import type { RunView } from '../../../shared/contracts/http/run-view.ts';

export type PlainResultView = Extract<NonNullable<RunView['result']>, { readonly words: string }>;

export interface Figure {
  readonly term: string;
  readonly text: string;
}

/** The result of a run whose kind says all that there is to show. */
export function plainResultOf({ result }: Pick<RunView, 'result'>): PlainResultView | undefined {
  return result !== undefined && 'words' in result ? result : undefined;
}

/** Figures as people read them, by the names that the kind gives. */
export function figuresOf({ figures = {} }: Pick<PlainResultView, 'figures'>): readonly Figure[] {
  return Object.entries(figures).map(([term, value]) => ({ term, text: figureText(value) }));
}

function figureText(value: string | number | boolean | null): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number'
    ? new Intl.NumberFormat('en-GB', { maximumFractionDigits: 4 }).format(value)
    : value;
}
