import { uniqueKeyViolation } from '../cosmos-error.ts';
import type { Container } from '../store/container.ts';
import type { StoredDocument } from '../store/document.ts';
import type { DocumentChange, DocumentTable } from '../store/document-table.ts';
import type { Sequence } from '../store/sequence.ts';
import type { Partition } from './partition-key.ts';

/** Where an operation happens and when: one partition of one container, at one instant. */
export interface WriteContext {
  readonly container: Container;
  readonly partition: Partition;
  readonly sequence: Sequence;
  readonly nowMs: number;
}

/**
 * The changes of a batch so far, over what is stored: its operations see each other's writes, nobody else does
 * until they are committed together.
 */
export class WriteSet {
  readonly context: WriteContext;
  readonly #documents: DocumentTable;
  readonly #changes = new Map<string, DocumentChange>();
  readonly #claims = new Map<string, string>();

  constructor(context: WriteContext) {
    this.context = context;
    this.#documents = context.container.documents(context.nowMs);
  }

  /** The document as this batch sees it; one that has expired is not there. */
  get(id: string): StoredDocument | undefined {
    const changed = this.#changes.get(id);
    if (changed !== undefined) return changed.document;
    return this.#documents.get(this.context.partition, id);
  }

  /** Throws a 409 when another document of the partition has the same unique key; whose write it is makes no difference. */
  put(document: StoredDocument): void {
    const claims = this.#documents.claimsOf(document);
    for (const claim of claims) this.#assertFree(claim, document.id);
    for (const claim of claims) this.#claims.set(claim, document.id);
    this.#set(document.id, document);
  }

  remove(id: string): void {
    this.#set(id, undefined);
  }

  /** Makes all changes at once. */
  commit(): void {
    this.#documents.apply([...this.#changes.values()]);
  }

  /** The last to claim it may have let it go since: what counts is what that document looks like now. */
  #assertFree(claim: string, id: string): void {
    const holderId = this.#claims.get(claim) ?? this.#documents.holderOf(claim);
    if (holderId === undefined || holderId === id) return;
    const holder = this.get(holderId);
    if (holder === undefined || !this.#documents.claimsOf(holder).includes(claim)) return;
    throw uniqueKeyViolation();
  }

  #set(id: string, document: StoredDocument | undefined): void {
    this.#changes.set(id, { partition: this.context.partition, id, document });
  }
}
