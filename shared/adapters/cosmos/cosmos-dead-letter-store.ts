import type { Container } from '@azure/cosmos';
import type { DeadLetterStore, UnreadableLetter } from '../../application/ports/dead-letter-store.ts';
import type { Fingerprint } from '../../application/ports/environment.ts';
import { toInstant } from './instants.ts';
import { createDocument } from './write-document.ts';

/** Dead letters without a run in the container `control`, each in a partition of its own. */
export class CosmosDeadLetterStore implements DeadLetterStore {
  readonly #container: Container;
  readonly #fingerprint: Fingerprint;

  constructor(container: Container, fingerprint: Fingerprint) {
    this.#container = container;
    this.#fingerprint = fingerprint;
  }

  async keep(letter: UnreadableLetter): Promise<void> {
    const { queue, messageId, body, receivedAt } = letter;
    // A message id may hold what the id of a document must not.
    const name = this.#fingerprint(JSON.stringify([queue, messageId, body]));
    await createDocument(this.#container, {
      ...{ id: `dead-letter:${name}`, type: 'dead-letter', schemaVersion: 1 },
      ...letter,
      receivedAt: toInstant(receivedAt),
    });
  }
}
