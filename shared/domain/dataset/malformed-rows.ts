import { InvalidInput } from '../errors.ts';
import { invalidFile } from './invalid-file.ts';

const REPORTED_ROWS = 20;

/** A row that breaks the grammar. */
export interface MalformedRow {
  /** The line, from 1, at which the row starts. */
  readonly line: number;
  /** What is wrong, to be read after 'line 7 '. */
  readonly problem: string;
}

/** The rows of a file that were left out. */
export interface MalformedRows {
  readonly count: number;
  /** The first of them, 20 at most. */
  readonly first: readonly MalformedRow[];
}

/** Counts malformed rows up to a limit. */
export class MalformedRowTally implements MalformedRows {
  readonly #limit: number;
  readonly #first: MalformedRow[] = [];
  #count = 0;

  /** Throws InvalidInput when the limit is no whole number from 0. */
  constructor(limit: number) {
    if (!Number.isSafeInteger(limit) || limit < 0) {
      const message = `must be a whole number from 0; it is ${limit}`;
      throw new InvalidInput(`maxMalformedRows ${message}.`, [{ pointer: '/maxMalformedRows', message }]);
    }
    this.#limit = limit;
  }

  get count(): number {
    return this.#count;
  }

  get first(): readonly MalformedRow[] {
    return [...this.#first];
  }

  /** Whether `more` rows can still be left out. */
  hasRoomFor(more: number): boolean {
    return this.#count + more <= this.#limit;
  }

  /** Throws InvalidInput, which lists the first rows, when there are more than the limit allows. */
  add(row: MalformedRow): void {
    this.#count += 1;
    if (this.#first.length < REPORTED_ROWS) this.#first.push(row);
    if (this.#count > this.#limit) throw this.#tooMany(row);
  }

  #tooMany(last: MalformedRow): InvalidInput {
    if (this.#limit === 0) return invalidFile(`Line ${last.line} ${last.problem}.`);
    const rows = this.#first.map(describe);
    const others = this.#count - rows.length;
    const more = others > 0 ? ` and ${others} more, line ${last.line} the last` : '';
    return new InvalidInput(
      `More than ${this.#limit} rows are malformed: ${rows.join('; ')}${more}.`,
      rows.map((message) => ({ pointer: '', message })),
    );
  }
}

function describe({ line, problem }: MalformedRow): string {
  return `line ${line} ${problem}`;
}
