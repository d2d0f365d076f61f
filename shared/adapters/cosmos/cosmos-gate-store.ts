import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { GateStore } from '../../application/ports/gate-store.ts';
import type { Log } from '../../application/ports/environment.ts';
import type { Versioned } from '../../application/ports/versioned.ts';
import { runAttempt } from '../../contracts/run.ts';
import { VersionConflict } from '../../domain/errors.ts';
import type { Gate } from '../../domain/run/gate.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { readDocument } from './read-document.ts';
import { createDocument, replaceDocument } from './write-document.ts';

const gateDocument = z.object({ key: z.string(), limit: z.number(), holders: z.array(runAttempt) });

/** Gates in the container `control`, each in a partition of its own. */
export class CosmosGateStore implements GateStore {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async get(key: string): Promise<Versioned<Gate> | undefined> {
    const id = idOf(key);
    return readDocument(this.#container, { id, partitionKey: id }, (document) =>
      gateDocument.parse(document),
    );
  }

  async save(
    gate: Gate,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<'saved' | 'conflict'> {
    const id = idOf(gate.key);
    const document = { id, type: 'gate', schemaVersion: 1, ...gate };
    if (ifVersion === undefined) {
      return (await createDocument(this.#container, document)) === 'created' ? 'saved' : 'conflict';
    }
    try {
      await replaceDocument(this.#container, { document, partitionKey: id, ifVersion });
      return 'saved';
    } catch (error) {
      if (error instanceof VersionConflict) return 'conflict';
      throw error;
    }
  }

  async *inUse(): AsyncGenerator<Gate> {
    const query = "SELECT * FROM c WHERE c.type = 'gate' AND ARRAY_LENGTH(c.holders) > 0";
    const documents = queryDocuments(this.#container, { query, parameters: [] });
    yield* readableOnly(documents, (document) => gateDocument.parse(document), this.#log);
  }
}

function idOf(key: string): string {
  return `gate:${key}`;
}
