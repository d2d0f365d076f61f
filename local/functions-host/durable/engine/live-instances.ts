import type { HistoryEvent, Instance, Message, MessageBody, ParentLink } from './instance.ts';
import { isFinal } from './instance.ts';
import type { InstanceStore, StoredMessage, StoreWriter } from './instance-store.ts';

/** An orchestration that has not ended, as the engine works on it. */
export interface Live {
  instance: Instance;
  readonly history: HistoryEvent[];
  mailbox: Message[];
  /** Timers that have not fired, by the sequence number of their message. */
  readonly timers: Map<number, { readonly taskId: number; readonly callOff: () => void }>;
  /** A turn is waiting, running or being written. */
  isBusy: boolean;
}

export interface StartRequest {
  readonly instanceId: string;
  readonly name: string;
  readonly input: string;
  readonly version: string | undefined;
}

/** A new instance that is not written yet, and the message that wakes it. */
export interface Birth {
  readonly live: Live;
  readonly start: StoredMessage;
}

/** The orchestrations in memory, and the numbers given to their messages. */
export class LiveInstances {
  readonly #store: InstanceStore;
  readonly #live = new Map<string, Live>();
  #lastSeq = 0;

  constructor(store: InstanceStore) {
    this.#store = store;
  }

  /** Continues the numbering of an earlier host. */
  recoverSequence(): void {
    this.#lastSeq = this.#store.lastSequence();
  }

  nextSeq(): number {
    this.#lastSeq += 1;
    return this.#lastSeq;
  }

  message(instanceId: string, body: MessageBody, dueAt?: number): StoredMessage {
    return { seq: this.nextSeq(), instanceId, body, dueAt };
  }

  /** The orchestration of this id if it has not ended, taken into memory if need be. */
  find(instanceId: string): Live | undefined {
    const known = this.#live.get(instanceId);
    if (known !== undefined) return isFinal(known.instance.status) ? undefined : known;
    const instance = this.#store.readInstance(instanceId);
    if (instance === undefined || isFinal(instance.status)) return undefined;
    return this.#keep(instance, this.#store.readHistory(instanceId));
  }

  /** What is known of this id, ended or not. */
  read(instanceId: string): Instance | undefined {
    return this.#live.get(instanceId)?.instance ?? this.#store.readInstance(instanceId);
  }

  /** Makes an instance and takes its id at once, so that of two starts in the same moment one is refused. */
  give(
    { instanceId, name, input, version }: StartRequest,
    birth: { readonly executionId: string; readonly now: number; readonly parent: ParentLink | undefined },
  ): Birth {
    const instance: Instance = {
      instanceId,
      executionId: birth.executionId,
      name,
      version,
      status: 'Pending',
      createdAt: birth.now,
      updatedAt: birth.now,
      input,
      output: undefined,
      customStatus: undefined,
      parent: birth.parent,
      nextTaskId: 0,
      leaves: [],
      open: [],
      outcome: undefined,
      turns: 0,
    };
    return { live: this.#keep(instance, []), start: this.message(instanceId, { type: 'execution-started' }) };
  }

  /** Lets go of an ended orchestration; its id may have been given to a new one meanwhile. */
  forget(live: Live): void {
    callOffTimers(live, () => true);
    if (this.#live.get(live.instance.instanceId) === live) this.#live.delete(live.instance.instanceId);
  }

  callOffAllTimers(): void {
    for (const live of this.#live.values()) callOffTimers(live, () => true);
  }

  #keep(instance: Instance, history: HistoryEvent[]): Live {
    const live: Live = { instance, history, mailbox: [], timers: new Map(), isBusy: false };
    this.#live.set(instance.instanceId, live);
    return live;
  }
}

/** Whatever is left of an earlier instance of the same id goes with this write. */
export function writeBirth(writer: StoreWriter, { live, start }: Birth): void {
  writer.deleteInstance(live.instance.instanceId);
  writer.putInstance(live.instance);
  writer.insertMessage(start);
}

/** Calls off those timers; returns the sequence numbers of the messages that will not come any more. */
export function callOffTimers(live: Live, isMeant: (taskId: number) => boolean): number[] {
  const found = [...live.timers].filter(([, { taskId }]) => isMeant(taskId));
  for (const [seq, { callOff }] of found) {
    callOff();
    live.timers.delete(seq);
  }
  return found.map(([seq]) => seq);
}
