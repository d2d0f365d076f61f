import type { KeyObject } from 'node:crypto';
import type { Partition } from '../items/partition-key.ts';
import type { WriteContext } from '../items/write-set.ts';
import type { Container } from '../store/container.ts';
import type { CosmosStore } from '../store/cosmos-store.ts';
import type { Throttle } from './throttle.ts';

/** What answering a request needs. */
export interface Service {
  readonly store: CosmosStore;
  /** The account key, made once: making it costs more than signing with it. */
  readonly key: KeyObject;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  readonly throttle: Throttle;
}

export function writeContext(
  { store, now }: Service,
  container: Container,
  partition: Partition,
): WriteContext {
  return { container, partition, sequence: store.sequence, nowMs: now() };
}
