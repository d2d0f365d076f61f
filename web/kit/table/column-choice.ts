/** What a choice of columns needs to know of each. */
export interface ChoosableColumn {
  readonly key: string;
  /** Whether it cannot be left out. */
  readonly isFixed: boolean;
  /** Whether it is there until somebody chooses. */
  readonly isShown: boolean;
}

/** By the keys of those that somebody has chosen otherwise than they come: whether they are shown. */
export type ColumnChoice = Readonly<Record<string, boolean>>;

/** The columns that are shown, in their order. */
export function shownColumns<T extends ChoosableColumn>(
  columns: readonly T[],
  choice: ColumnChoice,
): readonly T[] {
  return columns.filter(({ key, isFixed, isShown }) => isFixed || (choice[key] ?? isShown));
}

/** What was kept of a choice; nothing of a text that is none. */
export function parseColumnChoice(text: string | null): ColumnChoice {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    const entries: readonly [string, unknown][] = Object.entries(value);
    return Object.fromEntries(
      entries.filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'),
    );
  } catch {
    return {};
  }
}
