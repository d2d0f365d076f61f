import type { Sender } from 'rhea';
import rhea from 'rhea';
import { z } from 'zod';
import type { StartTimer } from '../broker/alarm.ts';
import { BrokerError } from '../broker/broker-error.ts';
import { type QueueSessions, sessionLockLost } from '../broker/queue-sessions.ts';
import type { SessionHold } from '../broker/session-locks.ts';
import type { DeliveringLink, LinkEnd } from './delivering-link.ts';
import { OutgoingLink, type OutgoingLinkDependencies } from './outgoing-link.ts';
import { toAmqpError } from './outcomes.ts';
import { holdAttach, openSender } from './rhea-internals.ts';

export interface SessionLinkDependencies extends Omit<OutgoingLinkDependencies, 'hold'> {
  readonly sessions: QueueSessions;
  readonly startTimer: StartTimer;
}

export const SESSION_FILTER = 'com.microsoft:session-filter';
const TIMEOUT = 'com.microsoft:timeout';
const LOCKED_UNTIL = 'com.microsoft:locked-until-utc';
const LONGEST_WAIT_MS = 60_000;
/** .NET counts time in units of 100 ns from the year 1. */
const TICKS_AT_EPOCH = 621_355_968_000_000_000n;
const TICKS_PER_MS = 10_000n;

const sessionId = z.string().nullish();
const attachProperties = z.object({ [TIMEOUT]: z.number().positive().optional() }).nullish();

/**
 * A client's receiver of one session: of a session that it names, which it gets at once or not at all, or of the
 * next one available, for which its attach is left unanswered until there is one or its time is up.
 */
export class SessionLink implements DeliveringLink {
  readonly #sender: Sender;
  readonly #dependencies: SessionLinkDependencies;
  #hold: SessionHold | undefined;
  #messages: OutgoingLink | undefined;
  #stopWaiting: (() => void) | undefined;
  #isOpen = true;

  /** @throws BrokerError com.microsoft:session-cannot-be-locked when the session named is another's. */
  constructor(sender: Sender, dependencies: SessionLinkDependencies) {
    this.#sender = sender;
    this.#dependencies = dependencies;
    const wanted = sessionId.parse(sender.source.filter?.[SESSION_FILTER]);
    if (typeof wanted === 'string') this.#accept(wanted);
    else this.#waitForSession();
  }

  /** The session that this link has, if it has one. */
  get hold(): SessionHold | undefined {
    return this.#hold;
  }

  deliverNext(): boolean {
    if (!this.#isOpen) return false;
    if (this.#messages !== undefined) return this.#messages.deliverNext();
    const available = this.#dependencies.sessions.nextAvailable();
    if (available !== undefined) this.#accept(available);
    return false;
  }

  /**
   * A receiver that closes gives its messages back untouched. One whose connection broke may have died of a message,
   * which must not go round for ever: those count as failed deliveries.
   */
  close(end: LinkEnd): void {
    this.#isOpen = false;
    this.#stopWaiting?.();
    this.#messages?.close();
    if (this.#hold !== undefined) {
      this.#dependencies.sessions.release(this.#hold, end === 'disconnected' ? 1 : 0);
    }
  }

  #accept(id: string): void {
    const hold = {
      sessionId: id,
      onLost: () => {
        this.#end(sessionLockLost(id));
      },
    };
    const until = this.#dependencies.sessions.accept(hold);
    this.#hold = hold;
    this.#sender.set_source({ address: this.#sender.source.address, filter: { [SESSION_FILTER]: id } });
    openSender(this.#sender).local.attach.properties = { [LOCKED_UNTIL]: toTicks(until) };
    this.#messages = new OutgoingLink(this.#sender, { ...this.#dependencies, hold });
    this.#stopWaiting?.();
  }

  #waitForSession(): void {
    const { startTimer, requestDelivery } = this.#dependencies;
    const properties: unknown = this.#sender.properties;
    const waitMs = attachProperties.parse(properties)?.[TIMEOUT] ?? LONGEST_WAIT_MS;
    const answerAttach = holdAttach(this.#sender);
    const cancelTimer = startTimer(() => {
      this.#end(new BrokerError('com.microsoft:timeout', `No session became available within ${waitMs} ms.`));
    }, waitMs);
    this.#stopWaiting = () => {
      this.#stopWaiting = undefined;
      cancelTimer();
      answerAttach();
    };
    requestDelivery();
  }

  /** Ends the link from this side. */
  #end(error: BrokerError): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#messages?.close();
    this.#sender.close(toAmqpError(error));
    this.#stopWaiting?.();
  }
}

/** @param at epoch ms. */
function toTicks(at: number): unknown {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(Math.trunc(at)) * TICKS_PER_MS + TICKS_AT_EPOCH);
  return rhea.types.wrap_long(bytes);
}
