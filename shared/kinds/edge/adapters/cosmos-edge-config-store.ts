import type { Container } from '@azure/cosmos';
import { queryDocuments, readableOnly } from '../../../adapters/cosmos/query-documents.ts';
import { readDocument, versioned } from '../../../adapters/cosmos/read-document.ts';
import type { Log } from '../../../application/ports/environment.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import type { ConditionalSave, EdgeConfigStore } from '../application/ports/edge-stores.ts';
import type { ConfigName, EdgeConfig } from '../domain/edge-config.ts';
import { configFromDocument, configToDocument } from './edge-documents.ts';
import { saveDocument } from './save-document.ts';

/** What people have set, in the container `edges`. */
export class CosmosEdgeConfigStore implements EdgeConfigStore {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async get(site: string, name: ConfigName): Promise<Versioned<EdgeConfig> | undefined> {
    const key = { id: `config~${name}`, partitionKey: site };
    return readDocument(this.#container, key, configFromDocument);
  }

  async list(site?: string): Promise<readonly Versioned<EdgeConfig>[]> {
    const query = { query: "SELECT * FROM c WHERE c.type = 'config'", parameters: [] };
    const documents = queryDocuments(
      this.#container,
      query,
      site === undefined ? {} : { partitionKey: site },
    );
    const read = (document: unknown) => versioned(document, configFromDocument);
    return Array.fromAsync(readableOnly(documents, read, this.#log));
  }

  async save(
    config: EdgeConfig,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<ConditionalSave> {
    return saveDocument(this.#container, configToDocument(config), ifVersion);
  }
}
