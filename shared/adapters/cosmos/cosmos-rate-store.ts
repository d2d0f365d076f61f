import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { RateStore, RateWindow } from '../../application/ports/rate-store.ts';
import { statusOf, translated } from './cosmos-errors.ts';
import { readDocument } from './read-document.ts';
import { createDocument } from './write-document.ts';

const countDocument = z.object({ taken: z.number() });

/** Requests counted by caller and window, in the container `requests`; a count expires soon after its window. */
export class CosmosRateStore implements RateStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async take(
    window: RateWindow,
    { share, limit }: { readonly share: number; readonly limit: number },
  ): Promise<number> {
    const id = `rate:${window.callerId}:${window.startsAt}`;
    let amount = Math.min(share, limit);
    for (;;) {
      if (amount <= 0) return 0;
      const counted = await this.#count(id, { amount, limit });
      if (counted === 'counted') return amount;
      if (counted === 'missing') {
        const ttl = Math.ceil((2 * window.lengthMs) / 1000);
        const document = { id, type: 'rate', schemaVersion: 1, taken: amount, ttl };
        if ((await createDocument(this.#container, document)) === 'created') return amount;
        continue;
      }
      const now = await readDocument(this.#container, { id, partitionKey: id }, (document) =>
        countDocument.parse(document),
      );
      // Gone since: its window is long over, and so is what was asked for.
      amount = Math.min(amount, limit - (now?.value.taken ?? limit));
    }
  }

  /** The condition is weighed and the count raised in one step by the service. */
  async #count(
    id: string,
    { amount, limit }: { readonly amount: number; readonly limit: number },
  ): Promise<'counted' | 'missing' | 'too-much'> {
    const operations = [{ op: 'incr' as const, path: '/taken', value: amount }];
    const condition = `FROM c WHERE c.taken <= ${limit - amount}`;
    try {
      await translated(() => this.#container.item(id, id).patch({ operations, condition }));
      return 'counted';
    } catch (error) {
      if (statusOf(error) === 404) return 'missing';
      if (statusOf(error) === 412) return 'too-much';
      throw error;
    }
  }
}
