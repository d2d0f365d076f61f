import { InvalidInput } from '../../domain/errors.ts';
import type { ResultColumn } from './run-statement.ts';

/** The columns of a table or query. */
export class WarehouseColumns {
  readonly #columns: readonly ResultColumn[];

  constructor(columns: readonly ResultColumn[]) {
    this.#columns = columns;
  }

  get names(): readonly string[] {
    return this.#columns.map(({ name }) => name);
  }

  /**
   * The column that a baseline's name means: of exactly this name, or the only one that differs from it in case alone,
   * since Snowflake folds to upper case what is not quoted. Throws InvalidInput when several do.
   */
  find(name: string): ResultColumn | undefined {
    const exact = this.#columns.find((column) => column.name === name);
    if (exact !== undefined) return exact;
    const alike = this.#columns.filter((column) => column.name.toUpperCase() === name.toUpperCase());
    if (alike.length < 2) return alike[0];
    const message = `Column '${name}' may be any of ${alike.map((column) => `"${column.name}"`).join(', ')}.`;
    throw new InvalidInput(message, [{ pointer: '', message }]);
  }
}

/** Thrown for a column whose type is none of those that it can be read from. */
export function wrongType({ name, type }: ResultColumn, needed: string): InvalidInput {
  const message = `Column "${name}" is of type ${type.toUpperCase()}; ${needed}. Cast it in a query.`;
  return new InvalidInput(message, [{ pointer: '', message }]);
}
