import type { Container } from '@azure/cosmos';
import type { StabilityRecord, StabilityStore } from '../../application/ports/stability-store.ts';
import { toInstant } from './instants.ts';
import { createDocument } from './write-document.ts';

/** Results in the container `stability`: one document a run, its id the run's, in the partition of its model. */
export class CosmosStabilityStore implements StabilityStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async record(record: StabilityRecord): Promise<void> {
    // An earlier attempt may have got as far as this: a run's result never changes, so it is the same record.
    await createDocument(this.#container, toDocument(record));
  }
}

function toDocument({
  runId: id,
  dueAt,
  finishedAt,
  result,
}: StabilityRecord): { readonly id: string } & Record<string, unknown> {
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
