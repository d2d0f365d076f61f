import type { ActivityWork } from './activity-queue.ts';
import type { Entity, EntityRequest } from './entity-request.ts';
import type { HistoryEvent, Instance, Message, RuntimeStatus } from './instance.ts';

/** A message at rest; `dueAt` is set for one that is not to be taken before (a timer). */
export interface StoredMessage extends Message {
  readonly instanceId: string;
  readonly dueAt: number | undefined;
}

export interface InstanceFilter {
  readonly createdFrom?: number | undefined;
  readonly createdTo?: number | undefined;
  readonly statuses?: readonly RuntimeStatus[] | undefined;
  readonly idPrefix?: string | undefined;
  /** Only instances whose id sorts after this one. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** Ordered by creation, the last first, in place of by id; not to be mixed with `after`. */
  readonly isNewestFirst?: boolean | undefined;
}

export interface EntityFilter {
  readonly idPrefix: string;
  readonly updatedFrom: number;
  readonly updatedTo: number;
  readonly after: string;
  readonly limit: number;
}

/** The writes of one transaction. */
export interface StoreWriter {
  putInstance(instance: Instance): void;
  /** Removes an instance with its history and its messages. */
  deleteInstance(instanceId: string): void;
  appendHistory(instanceId: string, turn: number, events: readonly HistoryEvent[]): void;
  clearHistory(instanceId: string): void;
  insertMessage(message: StoredMessage): void;
  deleteMessage(seq: number): void;
  insertActivity(work: ActivityWork): void;
  deleteActivity(seq: number): void;
  putEntity(entity: Entity): void;
  deleteEntity(entityId: string): void;
  insertEntityRequest(request: EntityRequest): void;
  deleteEntityRequest(seq: number): void;
}

/** Where orchestrations rest. Writes happen in the order they are given, each whole or not at all. */
export interface InstanceStore {
  /**
   * Resolves once the writes would survive a killed process. Several calls may share one transaction.
   * @throws when they could not be written: the store is then of no further use.
   */
  write(work: (writer: StoreWriter) => void): Promise<void>;
  /** Nothing waits to be written. */
  readonly isIdle: boolean;
  /** Reads see what is written, not what is waiting to be. */
  readInstance(instanceId: string): Instance | undefined;
  readHistory(instanceId: string): HistoryEvent[];
  /** Ordered by instance id, unless the filter says otherwise. */
  listInstances(filter: InstanceFilter): Instance[];
  /** By sequence number. */
  readMessages(): StoredMessage[];
  readActivities(): ActivityWork[];
  readEntity(entityId: string): Entity | undefined;
  /** Ordered by id, those whose id begins with `idPrefix` and sorts after `after`. */
  listEntities(filter: EntityFilter): Entity[];
  readEntityRequests(): EntityRequest[];
  /** The highest sequence number ever given that is still in use, or 0. */
  lastSequence(): number;
}
