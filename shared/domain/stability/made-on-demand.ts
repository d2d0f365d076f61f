/** Items by number, each made when it is first asked for. */
export class MadeOnDemand<T> {
  readonly #items = new Map<number, T>();
  readonly #create: () => T;

  constructor(create: () => T) {
    this.#create = create;
  }

  at(number: number): T {
    const known = this.#items.get(number);
    if (known !== undefined) return known;
    const item = this.#create();
    this.#items.set(number, item);
    return item;
  }
}
