/** A growing list of doubles without boxing. */
export class NumberList {
  #values = new Float64Array(1_024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** The list's own memory, not a copy. */
  toArray(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
