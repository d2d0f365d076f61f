import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { Log } from '../../../application/ports/environment.ts';
import { translated } from '../../../adapters/cosmos/cosmos-errors.ts';
import { queryDocuments, readableOnly } from '../../../adapters/cosmos/query-documents.ts';
import type { PeerStanding, PeerStandingStore } from '../application/ports/peers.ts';

/** No site can be called so. */
const PARTITION = '~control-planes';

const peerDocument = z.object({
  type: z.literal('edge-peer'),
  schemaVersion: z.literal(1),
  name: z.string(),
  agreedAt: z.number().exactOptional(),
  failedAt: z.number().exactOptional(),
  fault: z.string().exactOptional(),
  notUnderstood: z.number(),
});

/** How it stands with other control planes, in the container `edges`, in a partition of their own. */
export class CosmosPeerStandingStore implements PeerStandingStore {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async list(): Promise<readonly PeerStanding[]> {
    const query = { query: "SELECT * FROM c WHERE c.type = 'edge-peer'", parameters: [] };
    const documents = queryDocuments(this.#container, query, { partitionKey: PARTITION });
    return Array.fromAsync(readableOnly(documents, fromDocument, this.#log));
  }

  async save(standing: PeerStanding): Promise<void> {
    const { name } = standing;
    const document = {
      id: `peer~${name}`,
      site: PARTITION,
      type: 'edge-peer',
      schemaVersion: 1,
      ...standing,
    };
    await translated(() => this.#container.items.upsert(document));
  }
}

function fromDocument(document: unknown): PeerStanding {
  const { type: _type, schemaVersion: _schemaVersion, ...standing } = peerDocument.parse(document);
  return standing;
}
