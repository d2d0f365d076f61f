import { fieldAt } from './read-field.ts';

/** How a value is shown to people; machines get it as it is. */
export type CellKind = 'text' | 'instant' | 'index' | 'share' | 'word' | 'duration';

/** A column of a table, or a line of a description. */
export interface Column {
  readonly title: string;
  readonly kind: CellKind;
  readonly valueOf: (row: unknown) => unknown;
}

/** `field`: a path such as `latest.psi`, or what finds the value. */
export function column(
  title: string,
  field: string | ((row: unknown) => unknown),
  kind: CellKind = 'text',
): Column {
  return {
    ...{ title, kind },
    valueOf: typeof field === 'string' ? (row) => fieldAt(row, field) : field,
  };
}
