/** A message as the model knows it. `key` is unique; the order is the order of the sequence numbers. */
export interface ModelMessage {
  readonly key: string;
  readonly id: string;
  readonly session: string | undefined;
  readonly ttl: number | undefined;
  order: number;
  state: 'active' | 'deferred' | 'scheduled';
  count: number;
  due: number | undefined;
  expires: number | undefined;
  lock: { readonly token: number; until: number; turn: number } | undefined;
  reason: string | undefined;
}

export interface ModelSettings {
  readonly lockMs: number;
  readonly maxDeliveries: number;
  readonly windowMs: number | undefined;
  readonly queueTtlMs: number | undefined;
  readonly keepsExpired: boolean;
  readonly hasSessions: boolean;
}

export interface NewMessage {
  readonly key: string;
  readonly id: string;
  readonly session: string | undefined;
  readonly ttl: number | undefined;
  readonly due: number | undefined;
}

export type Way = 'complete' | 'release' | 'abandon' | 'defer' | 'dead-letter';

interface ModelSession {
  readonly id: string;
  until: number;
  turn: number;
}

let tokens = 0;

/**
 * What a queue should do, written from the service's documented rules for reading, not for speed: a list that is
 * searched from the start for everything.
 */
export class ModelQueue {
  messages: ModelMessage[] = [];
  readonly states = new Map<string, string>();
  sessions: ModelSession[] = [];
  readonly #settings: ModelSettings;
  readonly #dead: ModelQueue | undefined;
  readonly #accepted: { readonly id: string; readonly at: number }[] = [];
  #orders = 0;
  #turns = 0;

  constructor(settings: ModelSettings, dead: ModelQueue | undefined) {
    this.#settings = settings;
    this.#dead = dead;
  }

  send(list: readonly NewMessage[], now: number): void {
    for (const { key, id, session, ttl, due } of list) {
      const { windowMs } = this.#settings;
      if (windowMs !== undefined) {
        if (this.#accepted.some((seen) => seen.id === id && now - seen.at < windowMs)) continue;
        this.#accepted.push({ id, at: now });
      }
      const isScheduled = due !== undefined && due > now;
      const state = isScheduled ? 'scheduled' : 'active';
      const base = { key, id, session, ttl, due, count: 0, lock: undefined, reason: undefined };
      this.#append({ ...base, state, order: 0, expires: isScheduled ? undefined : this.#expiry(ttl, now) });
    }
  }

  take(now: number, session: string | undefined): ModelMessage | undefined {
    if (this.#settings.hasSessions && !this.sessions.some(({ id, until }) => id === session && until > now)) {
      return undefined;
    }
    const inLine = (message: ModelMessage): boolean =>
      !this.#settings.hasSessions || message.session === session;
    for (;;) {
      const next = this.#sorted().find(
        (each) => each.state === 'active' && each.lock === undefined && inLine(each),
      );
      if (next === undefined) return undefined;
      if (!isOver(next, now)) return this.#grant(next, now);
      this.#expire(next);
    }
  }

  takeDeferred(key: string, now: number, session: string | undefined): ModelMessage | undefined {
    const message = this.messages.find((each) => each.key === key);
    if (message?.state !== 'deferred' || message.lock !== undefined) return undefined;
    if (this.#settings.hasSessions) {
      const isHeld = this.sessions.some(({ id, until }) => id === session && until > now);
      if (!isHeld || message.session !== session) return undefined;
    }
    if (isOver(message, now)) {
      this.#expire(message);
      return undefined;
    }
    return this.#grant(message, now);
  }

  /** The message held under a token whose lock goes on. */
  held(token: number, now: number): ModelMessage | undefined {
    const message = this.messages.find((each) => each.lock?.token === token);
    return message !== undefined && this.#lockEnd(message) > now ? message : undefined;
  }

  settle(message: ModelMessage, way: Way, now: number): void {
    switch (way) {
      case 'complete':
        this.#remove(message);
        return;
      case 'defer':
        message.state = 'deferred';
        message.lock = undefined;
        return;
      case 'dead-letter':
        this.#bury(message, 'given up');
        return;
      case 'release':
        this.#giveBack(message, 0, now);
        return;
      case 'abandon':
        this.#giveBack(message, 1, now);
    }
  }

  renew(message: ModelMessage, now: number): void {
    if (message.lock === undefined) return;
    message.lock.until = now + this.#settings.lockMs;
    message.lock.turn = this.#turns += 1;
  }

  cancel(key: string): boolean {
    const message = this.messages.find((each) => each.key === key && each.state === 'scheduled');
    if (message === undefined) return false;
    this.#remove(message);
    return true;
  }

  accept(id: string, now: number): boolean {
    if (this.sessions.some((session) => session.id === id)) return false;
    this.sessions.push({ id, until: now + this.#settings.lockMs, turn: (this.#turns += 1) });
    return true;
  }

  nextSession(): string | undefined {
    const isFree = ({ session }: ModelMessage): boolean => !this.sessions.some(({ id }) => id === session);
    return this.#sorted().find((each) => each.state === 'active' && each.lock === undefined && isFree(each))
      ?.session;
  }

  renewSession(id: string, now: number): boolean {
    const session = this.sessions.find((each) => each.id === id && each.until > now);
    if (session === undefined) return false;
    session.until = now + this.#settings.lockMs;
    session.turn = this.#turns += 1;
    return true;
  }

  releaseSession(id: string, failures: 0 | 1, now: number): void {
    const held = this.messages.filter(({ lock, session }) => lock !== undefined && session === id);
    for (const message of held.sort(byTurn)) this.#giveBack(message, failures, now);
    this.sessions = this.sessions.filter((session) => session.id !== id);
  }

  /** The next instant up to `end` at which something happens by itself. */
  nextEvent(end: number): number | undefined {
    const ends = this.messages.flatMap((message) => {
      if (message.lock !== undefined) return [this.#lockEnd(message)];
      return [
        message.state === 'scheduled'
          ? message.due
          : message.state === 'active'
            ? message.expires
            : undefined,
      ];
    });
    const all = [...ends, ...this.sessions.map(({ until }) => until)].filter((at) => at !== undefined);
    const next = Math.min(...all);
    return next <= end ? next : undefined;
  }

  /** Does what happens by itself at `now`. */
  happen(now: number): void {
    this.#endLocks((until) => until <= now, now);
    for (;;) {
      const dueAt = (each: ModelMessage): number =>
        (each.state === 'scheduled'
          ? each.due
          : each.state === 'active' && !each.lock
            ? each.expires
            : undefined) ?? Infinity;
      const [next] = this.#sorted().sort((a, b) => dueAt(a) - dueAt(b) || a.order - b.order);
      if (next === undefined || dueAt(next) > now) return;
      if (next.state === 'active') this.#expire(next);
      else this.#activate(next, now);
    }
  }

  /** The process is killed and starts again. */
  restart(now: number): void {
    for (const message of this.#sorted()) if (message.lock !== undefined) this.#giveBack(message, 1, now);
    this.sessions = [];
    this.happen(now);
  }

  /** In order, as a peek would show it. */
  snapshot(): readonly object[] {
    return this.#sorted().map(({ key, state, count, lock, expires, reason }) => {
      return { key, state, count, isLocked: lock !== undefined, expires, reason };
    });
  }

  #endLocks(isEnded: (until: number) => boolean, now: number): void {
    const ended = this.messages.filter((each) => each.lock !== undefined && isEnded(this.#lockEnd(each)));
    const order = (each: ModelMessage): number =>
      this.sessions.find(({ id }) => this.#settings.hasSessions && id === each.session)?.turn ?? 0;
    for (const message of ended.sort((a, b) => order(a) - order(b) || byTurn(a, b)))
      this.#giveBack(message, 1, now);
    this.sessions = this.sessions.filter(({ until }) => !isEnded(until));
  }

  #lockEnd(message: ModelMessage): number {
    if (!this.#settings.hasSessions) return message.lock?.until ?? -Infinity;
    return this.sessions.find(({ id }) => id === message.session)?.until ?? -Infinity;
  }

  #grant(message: ModelMessage, now: number): ModelMessage {
    message.lock = { token: (tokens += 1), until: now + this.#settings.lockMs, turn: (this.#turns += 1) };
    return message;
  }

  #giveBack(message: ModelMessage, failures: 0 | 1, now: number): void {
    message.lock = undefined;
    message.count += failures;
    if (message.count >= this.#settings.maxDeliveries) this.#bury(message, 'MaxDeliveryCountExceeded');
    else if (message.state === 'active' && isOver(message, now)) this.#expire(message);
  }

  #activate(message: ModelMessage, now: number): void {
    this.#remove(message);
    this.#append({ ...message, state: 'active', expires: this.#expiry(message.ttl, now) });
  }

  #expire(message: ModelMessage): void {
    if (this.#settings.keepsExpired) this.#bury(message, 'TTLExpiredException');
    else this.#remove(message);
  }

  #bury(message: ModelMessage, reason: string): void {
    this.#remove(message);
    const dead = this.#dead;
    if (dead !== undefined)
      dead.#append({ ...message, state: 'active', lock: undefined, expires: undefined, reason });
  }

  #append(message: ModelMessage): void {
    this.messages.push({ ...message, order: (this.#orders += 1) });
  }

  #remove(message: ModelMessage): void {
    this.messages = this.messages.filter(({ key }) => key !== message.key);
  }

  #expiry(ttl: number | undefined, now: number): number | undefined {
    const shortest = Math.min(ttl ?? Infinity, this.#settings.queueTtlMs ?? Infinity);
    return shortest === Infinity ? undefined : now + shortest;
  }

  #sorted(): ModelMessage[] {
    return [...this.messages].sort((a, b) => a.order - b.order);
  }
}

function isOver({ expires }: ModelMessage, now: number): boolean {
  return expires !== undefined && expires <= now;
}

function byTurn(a: ModelMessage, b: ModelMessage): number {
  return (a.lock?.turn ?? 0) - (b.lock?.turn ?? 0);
}
