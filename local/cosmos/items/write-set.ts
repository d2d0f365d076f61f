import type { Container } from '../store/container.ts';
import type { StoredDocument } from '../store/document.ts';
import type { DocumentChange } from '../store/document-table.ts';
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
  readonly #changes = new Map<string, DocumentChange>();

  constructor(context: WriteContext) {
    this.context = context;
  }

  /** The document as this batch sees it; one that has expired is not there. */
  get(id: string): StoredDocument | undefined {
    const changed = this.#changes.get(id);
    if (changed !== undefined) return changed.document;
    const { container, partition, nowMs } = this.context;
    const stored = container.table.get(partition, id);
    return stored === undefined || container.isExpired(stored, nowMs) ? undefined : stored;
  }

  put(document: StoredDocument): void {
    this.#set(document.id, document);
  }

  remove(id: string): void {
    this.#set(id, undefined);
  }

  /** Makes all changes at once. */
  commit(): void {
    this.context.container.table.apply([...this.#changes.values()]);
  }

  #set(id: string, document: StoredDocument | undefined): void {
    this.#changes.set(id, { partition: this.context.partition, id, document });
  }
}
