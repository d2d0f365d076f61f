import { computed, signal } from '@angular/core';

/** The rows that somebody has chosen: some of them, or all that fit the filter, also those that were never read. */
export class Selection<Row> {
  readonly #keyOf: (row: Row) => string;
  readonly #rows = signal<ReadonlyMap<string, Row>>(new Map());
  readonly #isAll = signal(false);
  #anchor: string | undefined;

  constructor(keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
  }

  /** Whether all rows that fit the filter are meant, whichever have been read. */
  readonly isAll = this.#isAll.asReadonly();
  /** Those that were chosen one by one; of all that fit, those that had been read by then. */
  readonly rows = computed<readonly Row[]>(() => [...this.#rows().values()]);
  readonly count = computed(() => this.#rows().size);
  readonly isEmpty = computed(() => this.#rows().size === 0);

  has(row: Row): boolean {
    return this.#isAll() || this.#rows().has(this.#keyOf(row));
  }

  /**
   * Chooses a row, or lets it go; as a range, also all between it and the one before. Of all that fit none can be let go
   * alone: those that have been read stay chosen without it.
   */
  toggle(row: Row, loaded: readonly Row[], { isRange = false }: { isRange?: boolean } = {}): void {
    const isChosen = !this.has(row);
    const former = this.#isAll() ? this.#keyed(loaded) : new Map(this.#rows());
    for (const changed of isRange ? this.#rangeTo(row, loaded) : [row]) {
      if (isChosen) former.set(this.#keyOf(changed), changed);
      else former.delete(this.#keyOf(changed));
    }
    this.#isAll.set(false);
    this.#rows.set(former);
    this.#anchor = this.#keyOf(row);
  }

  choose(rows: readonly Row[]): void {
    this.#isAll.set(false);
    this.#rows.set(this.#keyed(rows));
  }

  /** All that fit the filter; `loaded` are those that can be seen. */
  chooseAll(loaded: readonly Row[]): void {
    this.#rows.set(this.#keyed(loaded));
    this.#isAll.set(true);
  }

  clear(): void {
    this.#isAll.set(false);
    this.#rows.set(new Map());
    this.#anchor = undefined;
  }

  #keyed(rows: readonly Row[]): Map<string, Row> {
    return new Map(rows.map((row) => [this.#keyOf(row), row]));
  }

  #rangeTo(row: Row, loaded: readonly Row[]): readonly Row[] {
    const keys = loaded.map((each) => this.#keyOf(each));
    const to = keys.indexOf(this.#keyOf(row));
    const from = this.#anchor === undefined ? to : keys.indexOf(this.#anchor);
    return from === -1 || to === -1 ? [row] : loaded.slice(Math.min(from, to), Math.max(from, to) + 1);
  }
}
