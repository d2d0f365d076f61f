import type { ServiceBusReceivedMessage } from '@azure/service-bus';

/** Where a message can be after what has been asked for and what has been answered. */
export type Place = 'absent' | 'waiting' | 'deferred' | 'dead' | 'gone';

interface Entry {
  readonly queue: string;
  places: readonly Place[];
  /** Deliveries that are known to have failed, unless the message is gone. */
  failures: number;
  /** As read from disk after the last kill. */
  knownCount: number;
  sequenceNumber: SequenceNumber;
  sessionId: string | undefined;
}

/** In the SDK's own type, to be given back to it. */
export type SequenceNumber = ServiceBusReceivedMessage['sequenceNumber'];

/** A message as it was found on disk. */
export interface Found {
  readonly id: string;
  readonly queue: string;
  readonly place: Place;
  readonly deliveryCount: number;
}

/**
 * What the server has promised so far: a call that was answered leaves one possible place, one that was cut off by a
 * kill leaves two.
 */
export class Ledger {
  readonly violations: string[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #states = new Map<string, readonly unknown[]>();
  readonly tally = { sent: 0, acknowledged: 0, received: 0, settled: 0, checked: 0 };

  sending(id: string, queue: string, sessionId?: string): void {
    const places: readonly Place[] = ['absent', 'waiting'];
    const entry = { queue, places, failures: 0, knownCount: 0, sequenceNumber: undefined, sessionId };
    this.#entries.set(id, entry);
    this.tally.sent += 1;
  }

  sent(id: string): void {
    const entry = this.#entry(id);
    // It may have been received before its sender heard of its acceptance.
    entry.places = entry.places.filter((place) => place !== 'absent');
    this.tally.acknowledged += 1;
  }

  /** Ids of a queue that may be in a place. */
  idsAt(queue: string, place: Place): readonly string[] {
    return [...this.#entries]
      .filter(([, entry]) => entry.queue === queue && entry.places.includes(place))
      .map(([id]) => id);
  }

  sequenceNumberOf(id: string): SequenceNumber {
    return this.#entry(id).sequenceNumber;
  }

  received(
    id: string,
    from: 'waiting' | 'deferred',
    message: { readonly count: number; readonly sequenceNumber: SequenceNumber },
  ): void {
    const entry = this.#entry(id);
    this.tally.received += 1;
    if (!entry.places.includes(from)) {
      this.violations.push(`${id} was received from ${from} but can only be ${entry.places.join(' or ')}`);
    }
    const least = entry.knownCount + entry.failures;
    if (message.count !== least) {
      this.violations.push(`${id} came with count ${message.count} in place of ${least}`);
    }
    entry.places = [from];
    entry.failures += 1;
    entry.sequenceNumber = message.sequenceNumber;
  }

  settling(id: string, target: Place): void {
    const entry = this.#entry(id);
    entry.places = [...new Set([...entry.places, target])];
  }

  settled(id: string, target: Place): void {
    const entry = this.#entry(id);
    entry.places = [target];
    // To defer is not to fail.
    if (target === 'deferred') entry.failures -= 1;
    this.tally.settled += 1;
  }

  /** Ids of a session that are surely waiting and were sent before `id`. */
  waitingBefore(id: string): readonly string[] {
    const { sessionId } = this.#entry(id);
    const earlier: string[] = [];
    for (const [other, entry] of this.#entries) {
      if (other === id) break;
      const isSurelyWaiting = entry.places.length === 1 && entry.places[0] === 'waiting';
      if (entry.sessionId === sessionId && isSurelyWaiting) earlier.push(other);
    }
    return earlier;
  }

  settingState(sessionId: string, state: unknown): void {
    this.#states.set(sessionId, [...this.#possibleStates(sessionId), state]);
  }

  hasState(sessionId: string, state: unknown): void {
    const possible = this.#possibleStates(sessionId);
    if (!possible.includes(state)) {
      this.violations.push(`session ${sessionId} has state ${String(state)}, not ${possible.join(' or ')}`);
    }
    this.#states.set(sessionId, [state]);
  }

  setState(sessionId: string, state: unknown): void {
    this.#states.set(sessionId, [state]);
  }

  /** Compares all promises with what is on disk after a kill, and goes on from what was found. */
  compare(found: readonly Found[]): void {
    const byId = new Map<string, Found>();
    for (const each of found) {
      if (byId.has(each.id)) this.violations.push(`${each.id} is there twice`);
      byId.set(each.id, each);
    }
    for (const [id, entry] of this.#entries) {
      this.#compareOne(id, entry, byId.get(id));
      this.tally.checked += 1;
    }
    for (const id of byId.keys()) if (!this.#entries.has(id)) this.violations.push(`${id} was never sent`);
  }

  #compareOne(id: string, entry: Entry, found: Found | undefined): void {
    const place = found?.place ?? (entry.places.includes('gone') ? 'gone' : 'absent');
    if (!entry.places.includes(place)) {
      this.violations.push(`${id} is ${place} but can only be ${entry.places.join(' or ')}`);
    }
    const wasUncertain = entry.places.length > 1;
    entry.places = [place];
    if (found === undefined || place === 'dead') return;
    const known = entry.knownCount + entry.failures;
    // One delivery may not have failed, because its message was deferred and the answer lost.
    this.#compareCount(found, wasUncertain && place === 'deferred' ? known - 1 : known, known + 1);
    entry.knownCount = found.deliveryCount;
    entry.failures = 0;
  }

  /** `most` has in it one delivery that was on its way and never came. */
  #compareCount({ id, deliveryCount }: Found, least: number, most: number): void {
    if (deliveryCount >= least && deliveryCount <= most) return;
    this.violations.push(`${id} has count ${deliveryCount}, not ${least} to ${most}`);
  }

  #possibleStates(sessionId: string): readonly unknown[] {
    return this.#states.get(sessionId) ?? [null];
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new Error(`${id} was received but never sent.`);
    return entry;
  }
}
