import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { FleetWriter, FleetWriterStore } from '../../application/ports/fleet-writer-store.ts';
import { instant, toInstant } from './instants.ts';
import { queryDocuments } from './query-documents.ts';
import { createDocument, deleteIfThere } from './write-document.ts';

const TYPE = 'fleet-writer';

const writerDocument = z.object({ writerId: z.string(), fleetId: z.string(), until: instant });

/** Writers of fleets in the container `control`, each in a partition of its own: they never wait for each other. */
export class CosmosFleetWriterStore implements FleetWriterStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async create({ writerId, fleetId, until }: FleetWriter): Promise<void> {
    await createDocument(this.#container, {
      ...{ id: idOf(writerId), type: TYPE, schemaVersion: 1 },
      ...{ writerId, fleetId, until: toInstant(until) },
    });
  }

  async remove(writerId: string): Promise<boolean> {
    const id = idOf(writerId);
    return deleteIfThere(this.#container, { id, partitionKey: id });
  }

  writersOf(fleetId: string): Promise<readonly FleetWriter[]> {
    return this.#find('c.fleetId = @value', fleetId);
  }

  overdueAt(at: number): Promise<readonly FleetWriter[]> {
    return this.#find('c.until <= @value', toInstant(at));
  }

  async #find(text: string, value: string): Promise<readonly FleetWriter[]> {
    const query = `SELECT * FROM c WHERE c.type = '${TYPE}' AND ${text}`;
    const parameters = [{ name: '@value', value }];
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    return found.map((document) => writerDocument.parse(document));
  }
}

function idOf(writerId: string): string {
  return `${TYPE}:${writerId}`;
}
