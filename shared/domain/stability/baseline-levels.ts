import { decodeText } from '../dataset/decode-text.ts';
import { invalidFile } from '../dataset/invalid-file.ts';
import type { BaselineFields } from './baseline-fields.ts';
import { LevelTable } from './level-table.ts';

/** A distinct text of a column, and in how many rows it is. */
export interface Level {
  readonly text: string;
  readonly count: number;
}

/** Gathers the distinct texts of a column, up to a limit. Texts are compared exactly; an empty one is missing. */
export class BaselineLevels {
  readonly #columnName: string;
  #table: LevelTable | undefined;

  constructor(columnName: string, limit: number) {
    this.#columnName = columnName;
    this.#table = new LevelTable(limit);
  }

  add(fields: BaselineFields, slot: number): void {
    for (let row = 0; row < fields.rowCount && this.#table !== undefined; row += 1) {
      const { bytes, start, end } = fields.text(slot, row);
      if (start < end && !this.#table.add(bytes, start, end)) this.#table = undefined;
    }
  }

  /**
   * The levels in code unit order, whatever order they came in; undefined where there are more than the limit.
   * Throws InvalidInput when one is not UTF-8.
   */
  finish(): Level[] | undefined {
    const counts = this.#table?.counts ?? [];
    return this.#table?.levels
      .map((bytes, index) => {
        const text = decodeText(bytes);
        if (text === undefined)
          throw invalidFile(`Column '${this.#columnName}' holds text that is not UTF-8.`);
        return { text, count: Number(counts[index]) };
      })
      .sort((a, b) => (a.text < b.text ? -1 : 1));
  }
}

/** The most frequent levels, ties in code unit order. */
export function mostFrequent(levels: readonly Level[], count: number): Level[] {
  // The sort is stable, and the levels are in that order.
  return levels.toSorted((a, b) => b.count - a.count).slice(0, count);
}
