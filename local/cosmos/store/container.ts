import type { DatabaseSync } from 'node:sqlite';
import { uniqueKeysOf, type ContainerDefinition } from './definitions.ts';
import { DocumentTable } from './document-table.ts';
import { resourceId } from './resource-id.ts';

export interface ContainerIdentity {
  readonly databaseId: string;
  readonly databaseNumber: number;
  readonly number: number;
}

/** A container: its settings and its documents, which are read from disk when first asked for. */
export class Container {
  readonly databaseId: string;
  readonly number: number;
  readonly #databaseNumber: number;
  readonly #database: DatabaseSync;
  #definition: ContainerDefinition;
  #table: DocumentTable | undefined;

  constructor(database: DatabaseSync, identity: ContainerIdentity, definition: ContainerDefinition) {
    this.#database = database;
    this.databaseId = identity.databaseId;
    this.#databaseNumber = identity.databaseNumber;
    this.number = identity.number;
    this.#definition = definition;
  }

  get definition(): ContainerDefinition {
    return this.#definition;
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

  /** The container's documents without those that are over at `nowMs`, which are removed for good. */
  documents(nowMs: number): DocumentTable {
    this.#table ??= new DocumentTable(this.#database, {
      container: this.number,
      uniqueKeys: uniqueKeysOf(this.definition),
      defaultTtl: this.definition.defaultTtl,
    });
    this.#table.sweep(nowMs);
    return this.#table;
  }

  changeDefinition(definition: ContainerDefinition): void {
    this.#definition = definition;
    this.#table?.expireBy(definition.defaultTtl);
  }
}
