import { DatabaseSync } from 'node:sqlite';
import { Broker } from '../../../local/service-bus/broker/broker.ts';
import { SERVICE_BUS_SCHEMA } from '../../../local/service-bus/broker/message-store.ts';
import type { Queue } from '../../../local/service-bus/broker/queue.ts';
import { toQueueSettings } from '../../../local/service-bus/broker/queue-settings.ts';
import type { QueuedMessage } from '../../../local/service-bus/broker/queued-message.ts';
import type { SessionHold } from '../../../local/service-bus/broker/session-locks.ts';
import type { Settlement } from '../../../local/service-bus/broker/settlement.ts';
import { ManualClock } from '../../local/service-bus/manual-clock.ts';
import { below, createRandom } from '../../local/service-bus/kill/seeded-random.ts';
import { attempt, type Comparison } from './comparison.ts';
import { strangerTo, useSession } from './fuzz-sessions.ts';
import type { ModelQueue, ModelSettings, NewMessage, Way } from './model-queue.ts';

interface Delivery {
  readonly side: Side;
  readonly key: string;
  readonly token: string;
  readonly modelToken: number;
}

/** A queue, or its dead letters, in both worlds. */
interface Side {
  readonly path: string;
  readonly model: ModelQueue;
}

const SESSIONS = ['a', 'b', 'c'];
const WAYS: readonly Way[] = ['complete', 'release', 'abandon', 'defer', 'dead-letter'];

/** One queue with random settings, and random operations on it. */
export class FuzzEpisode {
  readonly trail: string[] = [];
  readonly #clock = new ManualClock();
  readonly #database = new DatabaseSync(':memory:');
  readonly #settings: ModelSettings;
  readonly #random: () => number;
  readonly #main: Side;
  readonly #dead: Side;
  readonly #holds = new Map<string, SessionHold>();
  #deliveries: Delivery[] = [];
  #broker: Broker;
  #keys = 0;

  constructor(seed: number, Model: typeof ModelQueue) {
    this.#random = createRandom(seed);
    this.#settings = this.#randomSettings();
    this.#database.exec(SERVICE_BUS_SCHEMA);
    const unlimited = {
      ...this.#settings,
      maxDeliveries: Infinity,
      queueTtlMs: undefined,
      hasSessions: false,
    };
    this.#dead = { path: 'q/$DeadLetterQueue', model: new Model(unlimited, undefined) };
    this.#main = { path: 'q', model: new Model(this.#settings, this.#dead.model) };
    this.#broker = this.#open();
    this.trail.push(JSON.stringify(this.#settings));
  }

  /** Does one operation in both worlds. */
  next(): Comparison {
    const operations: readonly (readonly [number, () => Comparison])[] = [
      [20, () => this.#send()],
      [8, () => this.#cancel()],
      [22, () => this.#receive()],
      [24, () => this.#settle()],
      [5, () => this.#renew()],
      [7, () => this.#receiveDeferred()],
      [15, () => this.#passTime()],
      [1, () => this.#restart()],
      ...(this.#settings.hasSessions ? [[14, () => this.#useSession()] as const] : []),
    ];
    let ticket = this.#random() * operations.reduce((sum, [weight]) => sum + weight, 0);
    const chosen = operations.find(([weight]) => (ticket -= weight) < 0) ?? operations[0];
    const comparison = chosen?.[1]() ?? { name: 'nothing', actual: 0, expected: 0 };
    this.#broker.turn.end();
    this.trail.push(`${comparison.name} -> ${JSON.stringify(comparison.expected)}`);
    return comparison;
  }

  /** Everything that both worlds hold, in order. */
  snapshots(): { readonly actual: unknown; readonly expected: unknown } {
    const sides = [this.#main, this.#dead];
    return {
      actual: sides.map((side) => this.#queue(side).peek(0, Infinity).map(toSnapshot)),
      expected: sides.map(({ model }) => model.snapshot()),
    };
  }

  close(): void {
    this.#broker.close();
    this.#database.close();
  }

  #send(): Comparison {
    const now = this.#clock.now();
    const list = Array.from({ length: this.#chance(0.6) ? 1 : 2 + below(this.#random, 3) }, () =>
      this.#message(now),
    );
    const isRefused = this.#settings.hasSessions && list.some(({ session }) => session === undefined);
    if (!isRefused) this.#main.model.send(list, now);
    const incoming = list.map(({ key, id, session, ttl, due }) => {
      return { messageId: id, content: Buffer.from(key), ttlMs: ttl, scheduledFor: due, sessionId: session };
    });
    const actual = attempt(() => this.#queue(this.#main).send(incoming).length);
    return { name: `send ${describe(list)}`, actual, expected: isRefused ? 'amqp:not-allowed' : list.length };
  }

  #message(now: number): NewMessage {
    this.#keys += 1;
    // Few ids, so that duplicates come up; none when they would all be dropped for long.
    const id = this.#settings.windowMs === undefined ? `i${this.#keys}` : `i${below(this.#random, 40)}`;
    return {
      key: `k${this.#keys}`,
      id,
      session: this.#settings.hasSessions && !this.#chance(0.03) ? this.#session() : undefined,
      ttl: this.#chance(0.3) ? 1 + below(this.#random, 3_000) : undefined,
      due: this.#chance(0.25) ? now - 100 + below(this.#random, 3_000) : undefined,
    };
  }

  #cancel(): Comparison {
    const found = this.#pick(this.#queue(this.#main).peek(0, Infinity));
    if (found === undefined) return nothing('cancel');
    const key = keyOf(found);
    const expected = this.#main.model.cancel(key) ? 'cancelled' : 'com.microsoft:message-not-found';
    const actual = attempt(() => {
      this.#queue(this.#main).cancelScheduled([found.sequenceNumber]);
      return 'cancelled';
    });
    return { name: `cancel ${key}`, actual, expected };
  }

  #receive(): Comparison {
    const side = this.#chance(0.85) ? this.#main : this.#dead;
    const session = side === this.#main ? this.#sessionWanted() : undefined;
    const hold = session === undefined ? undefined : this.#holdFor(session);
    const actual = this.#queue(side).take('peek-lock', hold);
    const expected = side.model.take(this.#clock.now(), session);
    this.#noteDelivery(side, actual, expected?.lock?.token);
    const view = expected === undefined ? undefined : { key: expected.key, count: expected.count };
    return { name: `receive ${side.path} ${session ?? ''}`, actual: toView(actual), expected: view };
  }

  #receiveDeferred(): Comparison {
    const side = this.#chance(0.8) ? this.#main : this.#dead;
    const session = side === this.#main ? this.#sessionWanted() : undefined;
    const all = this.#queue(side).peek(0, Infinity);
    const deferred = all.filter(({ state }) => state === 'deferred');
    const found = this.#pick(deferred.length > 0 && this.#chance(0.9) ? deferred : all);
    if (found === undefined) return nothing('receive deferred');
    const expected = side.model.takeDeferred(keyOf(found), this.#clock.now(), session);
    const hold = session === undefined ? undefined : this.#holdFor(session);
    const actual = attempt(() => {
      const [taken] = this.#queue(side).takeDeferred([found.sequenceNumber], 'peek-lock', hold);
      this.#noteDelivery(side, taken, expected?.lock?.token);
      return toView(taken);
    });
    const view =
      expected === undefined
        ? 'com.microsoft:message-not-found'
        : { key: expected.key, count: expected.count };
    return { name: `receive deferred ${keyOf(found)} of ${side.path}`, actual, expected: view };
  }

  #settle(): Comparison {
    const first = this.#pick(this.#deliveries);
    if (first === undefined) return nothing('settle');
    const { side } = first;
    const second = this.#chance(0.15)
      ? this.#pick(this.#deliveries.filter((each) => each.side === side))
      : undefined;
    const chosen = [...new Set([first, ...(second === undefined ? [] : [second])])];
    const way = WAYS[below(this.#random, WAYS.length)] ?? 'complete';
    const now = this.#clock.now();
    const held = chosen.map(({ modelToken }) => side.model.held(modelToken, now));
    let expected = 'settled';
    if (way === 'dead-letter' && side === this.#dead) expected = 'amqp:not-allowed';
    else if (held.includes(undefined)) expected = 'com.microsoft:message-lock-lost';
    else for (const message of held) if (message !== undefined) side.model.settle(message, way, now);
    const actual = attempt(() => {
      this.#queue(side).settle(
        chosen.map(({ token }) => token),
        toSettlement(way),
      );
      return 'settled';
    });
    return { name: `${way} ${chosen.map(({ key }) => key).join(' and ')} of ${side.path}`, actual, expected };
  }

  #renew(): Comparison {
    const delivery = this.#pick(this.#deliveries);
    if (delivery === undefined) return nothing('renew');
    const { side, token, modelToken } = delivery;
    const now = this.#clock.now();
    const message = side.model.held(modelToken, now);
    let expected: unknown = [now + this.#settings.lockMs];
    if (this.#settings.hasSessions && side === this.#main) expected = 'amqp:not-allowed';
    else if (message === undefined) expected = 'com.microsoft:message-lock-lost';
    else side.model.renew(message, now);
    return {
      name: `renew ${delivery.key}`,
      actual: attempt(() => this.#queue(side).renew([token])),
      expected,
    };
  }

  #passTime(): Comparison {
    const ms = this.#chance(0.7) ? below(this.#random, 300) : below(this.#random, 3_000);
    const end = this.#clock.now() + ms;
    for (;;) {
      const [at] = [this.#dead, this.#main]
        .map(({ model }) => model.nextEvent(end))
        .filter((each) => each !== undefined)
        .sort((a, b) => a - b);
      if (at === undefined) break;
      for (const { model } of [this.#dead, this.#main]) model.happen(at);
    }
    this.#clock.advance(ms);
    return { name: `pass ${ms} ms`, actual: this.#clock.now(), expected: end };
  }

  #restart(): Comparison {
    this.#broker.close();
    this.#broker = this.#open();
    for (const { model } of [this.#dead, this.#main]) model.restart(this.#clock.now());
    this.#holds.clear();
    return { name: 'restart', actual: 0, expected: 0 };
  }

  #useSession(): Comparison {
    const { sessions } = this.#queue(this.#main);
    if (sessions === undefined) throw new Error('The queue has no sessions.');
    const { model } = this.#main;
    const [id, now, lockMs] = [this.#session(), this.#clock.now(), this.#settings.lockMs];
    return useSession({ sessions, model, holds: this.#holds, random: this.#random, id, now, lockMs });
  }

  #open(): Broker {
    const { lockMs, maxDeliveries, windowMs, queueTtlMs, keepsExpired, hasSessions } = this.#settings;
    const definition = {
      name: 'q',
      lockDurationMs: lockMs,
      maxDeliveryCount: maxDeliveries,
      deadLetterOnExpiration: keepsExpired,
      requiresSession: hasSessions,
      ...(windowMs === undefined ? {} : { duplicateDetectionWindowMs: windowMs }),
      ...(queueTtlMs === undefined ? {} : { defaultTtlMs: queueTtlMs }),
    };
    const { now, startTimer } = this.#clock;
    return new Broker(toQueueSettings([definition]), { database: this.#database, now, startTimer });
  }

  #randomSettings(): ModelSettings {
    return {
      lockMs: 200 + below(this.#random, 1_000),
      maxDeliveries: 1 + below(this.#random, 5),
      windowMs: this.#chance(0.5) ? 500 + below(this.#random, 2_000) : undefined,
      queueTtlMs: this.#chance(0.3) ? 500 + below(this.#random, 4_000) : undefined,
      keepsExpired: this.#chance(0.5),
      hasSessions: this.#chance(0.4),
    };
  }

  #noteDelivery(side: Side, message: QueuedMessage | undefined, modelToken: number | undefined): void {
    if (message?.lock === undefined || modelToken === undefined) return;
    const delivery = { side, key: keyOf(message), token: message.lock.token, modelToken };
    // Old ones stay, to be settled when their locks are over.
    this.#deliveries = [...this.#deliveries.slice(-12), delivery];
  }

  #queue({ path }: Side): Queue {
    const queue = this.#broker.find(path);
    if (queue === undefined) throw new Error(`There is no queue ${path}.`);
    return queue;
  }

  /** The hold of who has the session, or one that has never been granted. */
  #holdFor(session: string): SessionHold {
    return this.#holds.get(session) ?? strangerTo(session);
  }

  #sessionWanted(): string | undefined {
    return this.#settings.hasSessions ? this.#session() : undefined;
  }

  #session(): string {
    return SESSIONS[below(this.#random, SESSIONS.length)] ?? 'a';
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list[below(this.#random, list.length)];
  }
}

function nothing(name: string): Comparison {
  return { name: `${name}: nothing there`, actual: 0, expected: 0 };
}

function toSettlement(way: Way): Settlement {
  const modified = new Map<string, Uint8Array>();
  if (way === 'complete' || way === 'release') return { kind: way };
  if (way !== 'dead-letter') return { kind: way, modified };
  return { kind: way, modified, details: { reason: 'given up', description: undefined } };
}

function toSnapshot(message: QueuedMessage): object {
  const { state, deliveryCount: count, lock, expiresAt: expires, deadLetter } = message;
  return {
    key: keyOf(message),
    state,
    count,
    isLocked: lock !== undefined,
    expires,
    reason: deadLetter?.reason,
  };
}

function toView(message: QueuedMessage | undefined): unknown {
  return message === undefined ? undefined : { key: keyOf(message), count: message.deliveryCount };
}

function keyOf({ content }: QueuedMessage): string {
  return Buffer.from(content).toString();
}

function describe(list: readonly NewMessage[]): string {
  return list
    .map(({ key, id, session, ttl, due }) => JSON.stringify({ key, id, session, ttl, due }))
    .join(' ');
}
