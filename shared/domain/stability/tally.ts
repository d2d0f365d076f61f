/** Counts of a group of rows, or sums of their weights: one per cell of a column. */
export class Tally {
  readonly counts: Float64Array;

  constructor(length: number) {
    this.counts = new Float64Array(length);
  }

  /** There must be such a cell. (Indexed reads are taken for numbers: a default would be a branch that is never taken.) */
  add(cell: number, weight: number): void {
    this.counts[cell] = Number(this.counts[cell]) + weight;
  }
}
