import type { DatabaseSync } from 'node:sqlite';
import type { ContainerDefinition } from './definitions.ts';
import type { StoredDocument } from './document.ts';
import { DocumentTable } from './document-table.ts';
import { resourceId } from './resource-id.ts';
import { isExpired } from './time-to-live.ts';

export interface ContainerIdentity {
  readonly databaseId: string;
  readonly databaseNumber: number;
  readonly number: number;
}

/** A container: its settings and its documents, which are read from disk when first asked for. */
export class Container {
  readonly databaseId: string;
  readonly number: number;
  definition: ContainerDefinition;
  readonly #databaseNumber: number;
  readonly #database: DatabaseSync;
  #table: DocumentTable | undefined;

  constructor(database: DatabaseSync, identity: ContainerIdentity, definition: ContainerDefinition) {
    this.#database = database;
    this.databaseId = identity.databaseId;
    this.#databaseNumber = identity.databaseNumber;
    this.number = identity.number;
    this.definition = definition;
  }

  get rid(): string {
    return resourceId(this.#databaseNumber, this.number);
  }

  /** The `_rid` of the document with this record number. */
  documentRid(recordNumber: number): string {
    return resourceId(this.#databaseNumber, this.number, recordNumber);
  }

  get path(): string {
    return `dbs/${this.databaseId}/colls/${this.definition.id}`;
  }

  get table(): DocumentTable {
    this.#table ??= new DocumentTable(this.#database, this.number);
    return this.#table;
  }

  isExpired(document: StoredDocument, nowMs: number): boolean {
    return isExpired(document, this.definition.defaultTtl, nowMs);
  }

  /** Documents of one partition (or of all) that have not expired at `nowMs`; what has expired is removed for good. */
  liveDocuments(partition: string | undefined, nowMs: number): readonly StoredDocument[] {
    const documents = [...this.table.documents(partition)];
    const live = documents.filter((document) => !this.isExpired(document, nowMs));
    if (live.length < documents.length) this.table.sweep((document) => this.isExpired(document, nowMs));
    return live;
  }
}
