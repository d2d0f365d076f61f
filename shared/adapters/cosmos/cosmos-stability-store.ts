import type { Container } from '@azure/cosmos';
import type { StabilityRecord, StabilityStore } from '../../application/ports/stability-store.ts';
import { statusOf, translated } from './cosmos-errors.ts';
import { toInstant } from './instants.ts';

/** Results in the container `stability`: one document a run, its id the run's, in the partition of its model. */
export class CosmosStabilityStore implements StabilityStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async record(record: StabilityRecord): Promise<void> {
    try {
      await translated(() => this.#container.items.create(toDocument(record)));
    } catch (error) {
      // An earlier attempt got as far as this: a run's result never changes, so it is the same record.
      if (statusOf(error) !== 409) throw error;
    }
  }
}

function toDocument({ runId: id, dueAt, finishedAt, result }: StabilityRecord): Record<string, unknown> {
  return {
    id,
    type: 'stability',
    schemaVersion: 1,
    modelId: result.modelId,
    runId: id,
    dueAt: toInstant(dueAt),
    finishedAt: toInstant(finishedAt),
    result,
  };
}
