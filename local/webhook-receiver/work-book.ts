/** Work that a call has begun. */
export interface Work {
  readonly id: string;
  /** Epoch ms. */
  readonly begunAt: number;
  /** Nobody wants it any more. */
  isCancelled: boolean;
}

/** What was begun, by the idempotency keys of the calls: one that comes again begins nothing. */
export class WorkBook {
  readonly #byId = new Map<string, Work>();
  readonly #byKey = new Map<string, Work>();
  #repetitions = 0;

  /** The work of a call; `isNew` unless it came before. */
  begin(key: string | undefined, begunAt: number): { readonly work: Work; readonly isNew: boolean } {
    const known = key === undefined ? undefined : this.#byKey.get(key);
    if (known !== undefined) {
      this.#repetitions += 1;
      return { work: known, isNew: false };
    }
    const work = { id: `w${this.#byId.size + 1}`, begunAt, isCancelled: false };
    this.#byId.set(work.id, work);
    if (key !== undefined) this.#byKey.set(key, work);
    return { work, isNew: true };
  }

  get(id: string): Work | undefined {
    return this.#byId.get(id);
  }

  get all(): readonly Work[] {
    return [...this.#byId.values()];
  }

  /** Calls that were dropped because they had come before. */
  get repetitions(): number {
    return this.#repetitions;
  }
}
