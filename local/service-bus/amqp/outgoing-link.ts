import { randomUUID } from 'node:crypto';
import type { Delivery, EventContext, Sender } from 'rhea';
import { BrokerError } from '../broker/broker-error.ts';
import type { Queue } from '../broker/queue.ts';
import type { SessionHold } from '../broker/session-locks.ts';
import type { ReceiveMode, Settlement } from '../broker/settlement.ts';
import type { QueuedMessage } from '../broker/queued-message.ts';
import type { Turn } from '../broker/turn.ts';
import { composeOutgoing } from '../codec/compose-outgoing.ts';
import { toDeliveryTag } from '../codec/lock-token.ts';
import type { DeliveringLink } from './delivering-link.ts';
import { accepted, rejected, toAmqpError } from './outcomes.ts';
import {
  forget,
  openConnection,
  openSender,
  tellApart,
  transferWindow,
  whenFlowing,
  openSession,
  type OpenSender,
  type OpenSession,
} from './rhea-internals.ts';
import { toAbandon, toDeadLetter, toModifiedSettlement } from './settlement.ts';

export interface OutgoingLinkDependencies {
  readonly queue: Queue;
  /** The session whose messages are delivered; undefined in a queue without sessions. */
  readonly hold?: SessionHold | undefined;
  readonly turn: Turn;
  /** Asks for a round of deliveries at the end of the turn. */
  readonly requestDelivery: () => void;
}

/** Hands a queue's messages to one client's receiver, as many as it has given credit for, and settles them. */
export class OutgoingLink implements DeliveringLink {
  readonly #sender: OpenSender;
  readonly #session: OpenSession;
  readonly #queue: Queue;
  readonly #hold: SessionHold | undefined;
  readonly #turn: Turn;
  readonly #mode: ReceiveMode;
  readonly #tokens = new Map<Delivery, string>();
  /**
   * Messages taken for this link since it was attached. rhea lowers the credit only when it writes, so the credit
   * left is what the client allowed in total less this.
   */
  #taken = 0;
  /** Taken in this turn and not yet with rhea. */
  #untransferred = 0;
  #isDraining = false;
  #isOpen = true;

  constructor(sender: Sender, { queue, hold, turn, requestDelivery }: OutgoingLinkDependencies) {
    this.#sender = openSender(sender);
    this.#session = openSession(sender.session);
    this.#queue = queue;
    this.#hold = hold;
    this.#turn = turn;
    this.#mode = sender.snd_settle_mode === 1 ? 'receive-and-delete' : 'peek-lock';
    this.#sender.local.attach.snd_settle_mode = sender.snd_settle_mode;
    this.#sender.local.attach.rcv_settle_mode = sender.rcv_settle_mode;
    this.#sender._get_drain = () => this.#finishDrain();
    whenFlowing(this.#session, requestDelivery);
    sender.on('sender_flow', () => {
      this.#isDraining = false;
    });
    sender.on('sender_draining', () => {
      this.#isDraining = true;
      turn.afterCommit(() => {
        this.#answerDrain();
      });
    });
    this.#listenForSettlements(sender);
  }

  deliverNext(): boolean {
    if (!this.#isOpen || this.#room() <= 0) return false;
    if (this.#session.outgoing.available() - this.#untransferred <= 0) {
      this.#giveUpLink();
      return false;
    }
    const message = this.#queue.take(this.#mode, this.#hold);
    if (message === undefined) return false;
    this.#taken += 1;
    this.#untransferred += 1;
    this.#turn.afterCommit(() => {
      this.#queue.faults.delayDelivery(() => {
        this.#transfer(message);
      });
    });
    return true;
  }

  /** Ends deliveries. Messages that the client holds stay locked, as in Azure, until it settles or their locks end. */
  close(): void {
    this.#isOpen = false;
    this.#tokens.clear();
  }

  /**
   * Messages that the client would take now: by the link's credit and by the session's window, which the SDK closes
   * at 2,048 unsettled messages. What went beyond would be locked without being with anybody.
   */
  #room(): number {
    const { delivery_count, credit } = this.#sender;
    const unwritten = this.#taken - delivery_count;
    return Math.min(credit, transferWindow(this.#session)) - unwritten;
  }

  #transfer(message: QueuedMessage): void {
    this.#untransferred -= 1;
    if (!this.#isOpen || !this.#sender.is_open()) {
      this.#giveBack(message);
      return;
    }
    const tag = toDeliveryTag(message.lock?.token ?? randomUUID());
    const delivery = this.#sender.send(composeOutgoing(message), tag, 0);
    if (message.lock === undefined) return;
    this.#tokens.set(delivery, message.lock.token);
    if (this.#queue.faults.takeDuplicateDelivery()) this.#queue.expireLocks(message.lock.token);
  }

  /** The client went between taking and sending: it has never seen the message. */
  #giveBack({ lock }: QueuedMessage): void {
    if (lock === undefined) return;
    this.#trySettle(() => {
      this.#queue.settle([lock.token], { kind: 'release' });
    });
  }

  #listenForSettlements(sender: Sender): void {
    const on = (outcome: string, toSettlement: (state: unknown) => Settlement): void => {
      sender.on(outcome, ({ delivery }: EventContext) => {
        if (delivery !== undefined) this.#settle(delivery, toSettlement);
      });
    };
    on('accepted', () => ({ kind: 'complete' }));
    on('released', () => ({ kind: 'release' }));
    on('modified', toModifiedSettlement);
    on('rejected', toDeadLetter);
    // A client that settles without saying how has not processed the message.
    on('settled', toAbandon);
  }

  /** The client waits for the server's own, settled disposition: it comes once the settlement is on disk. */
  #settle(delivery: Delivery, toSettlement: (state: unknown) => Settlement): void {
    const token = this.#tokens.get(delivery);
    if (token === undefined) return;
    this.#tokens.delete(delivery);
    this.#queue.faults.delaySettlement(() => {
      const refusal = this.#trySettle(() => {
        this.#queue.settle([token], toSettlement(delivery.remote_state));
      });
      this.#answerSettlement(delivery, refusal);
    });
  }

  #answerSettlement(delivery: Delivery, refusal: BrokerError | undefined): void {
    this.#turn.afterCommit(() => {
      if (!this.#sender.is_open()) return;
      if (refusal === undefined) delivery.update(true, accepted());
      else {
        tellApart(this.#sender, () => {
          delivery.update(true, rejected(refusal));
        });
      }
      forget(delivery);
    });
  }

  #trySettle(settle: () => void): BrokerError | undefined {
    try {
      settle();
      return undefined;
    } catch (error) {
      if (error instanceof BrokerError) return error;
      throw error;
    }
  }

  /** rhea answers a drain only while credit is left; the answer is owed also when the last message used it up. */
  #answerDrain(): void {
    if (!this.#isOpen || !this.#sender.is_open()) return;
    this.#sender.issue_flow = true;
    openConnection(this.#sender.connection)._register();
  }

  /**
   * Called when rhea writes the link's flow, after the transfers. Uses up the credit that no message took; a message
   * that waits for the client's session window keeps its own.
   */
  #finishDrain(): boolean {
    if (!this.#isDraining) return false;
    const unsent = this.#taken - this.#sender.delivery_count;
    this.#sender.delivery_count += this.#sender.credit - unsent;
    this.#sender.credit = unsent;
    this.#taken = this.#sender.delivery_count + unsent;
    this.#isDraining = unsent > 0;
    return unsent === 0;
  }

  /** Too many deliveries that the client never settled: it has to attach anew, which the SDK does by itself. */
  #giveUpLink(): void {
    const error = new BrokerError('amqp:link:detach-forced', 'The link holds too many unsettled messages.');
    this.#sender.close(toAmqpError(error));
    this.close();
  }
}
