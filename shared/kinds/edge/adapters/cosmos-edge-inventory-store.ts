import type { Container } from '@azure/cosmos';
import { readDocument } from '../../../adapters/cosmos/read-document.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import type { ConditionalSave, EdgeInventoryStore } from '../application/ports/edge-stores.ts';
import type { AgentInventory } from '../domain/inventory.ts';
import { inventoryFromDocument, inventoryToDocument } from './edge-documents.ts';
import { saveDocument } from './save-document.ts';

/** What agents have reported, in the container `edges`. */
export class CosmosEdgeInventoryStore implements EdgeInventoryStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async get(site: string, agent: string): Promise<Versioned<AgentInventory> | undefined> {
    const key = { id: `inventory~${agent}`, partitionKey: site };
    return readDocument(this.#container, key, inventoryFromDocument);
  }

  async save(
    inventory: AgentInventory,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<ConditionalSave> {
    return saveDocument(this.#container, inventoryToDocument(inventory), ifVersion);
  }
}
