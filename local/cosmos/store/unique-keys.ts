import { canonicalJson } from '../sql/order-values.ts';
import { propertyOf, type JsonObject, type Value } from '../json.ts';
import type { StoredDocument } from './document.ts';

/**
 * The values that have to be unique within a partition. What is missing at a path counts as null, so that one item
 * of a partition may lack it. Source: the service's "Unique key constraints", section "Sparse unique keys are not
 * supported".
 */
export class UniqueKeys {
  readonly #keys: readonly (readonly (readonly string[])[])[];
  readonly #holders = new Map<string, string>();

  /** @param keys for each key its paths, such as `/owner/name`. */
  constructor(keys: readonly (readonly string[])[]) {
    this.#keys = keys.map((paths) => paths.map((path) => path.slice(1).split('/')));
  }

  /** One text for each key of the document; documents with the same text are in each other's way. */
  claimsOf({ partition, body }: Pick<StoredDocument, 'partition' | 'body'>): readonly string[] {
    return this.#keys.map((paths, index) =>
      [partition, index, ...paths.map((path) => canonicalJson(valueAt(body, path) ?? null))].join('\n'),
    );
  }

  /** The id of the item that holds the claim. */
  holderOf(claim: string): string | undefined {
    return this.#holders.get(claim);
  }

  add(document: StoredDocument): void {
    for (const claim of this.claimsOf(document)) this.#holders.set(claim, document.id);
  }

  remove(document: StoredDocument): void {
    for (const claim of this.claimsOf(document)) {
      // In a batch the claim may already have gone over to another item.
      if (this.#holders.get(claim) === document.id) this.#holders.delete(claim);
    }
  }
}

function valueAt(body: JsonObject, path: readonly string[]): Value {
  return path.reduce<Value>(propertyOf, body);
}
