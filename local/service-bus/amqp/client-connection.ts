import type { Connection, Receiver, Sender } from 'rhea';
import type { StartTimer } from '../broker/alarm.ts';
import type { Broker } from '../broker/broker.ts';
import { BrokerError } from '../broker/broker-error.ts';
import type { Queue } from '../broker/queue.ts';
import type { SessionHold } from '../broker/session-locks.ts';
import { answerCbs } from './cbs.ts';
import type { DeliveringLink, LinkEnd } from './delivering-link.ts';
import { type Entity, resolveEntity } from './entity-address.ts';
import { openIncomingLink } from './incoming-link.ts';
import { answerManagement } from './management.ts';
import { OutgoingLink } from './outgoing-link.ts';
import { toAmqpError } from './outcomes.ts';
import type { QueueDispatcher } from './queue-dispatcher.ts';
import { openRequestLink, ReplyLinks, type Request, type Reply } from './request-link.ts';
import { openConnection, openReceiver, type OpenConnection } from './rhea-internals.ts';
import { SESSION_FILTER, SessionLink } from './session-link.ts';
import type { SharedAccessKey } from './shared-access-signature.ts';

export interface ConnectionDependencies {
  readonly broker: Broker;
  readonly key: SharedAccessKey;
  readonly now: () => number;
  readonly startTimer: StartTimer;
  readonly dispatcherOf: (queue: Queue) => QueueDispatcher;
}

interface OpenLink {
  readonly queue: Queue;
  readonly link: DeliveringLink;
}

/** One client's connection: what its links are attached to, and whether it has shown a valid token. */
export class ClientConnection {
  readonly #connection: OpenConnection;
  readonly #dependencies: ConnectionDependencies;
  readonly #replies = new ReplyLinks();
  readonly #outgoing = new Map<Sender, OpenLink>();
  #isAuthorized = false;

  constructor(connection: Connection, dependencies: ConnectionDependencies) {
    this.#connection = openConnection(connection);
    this.#dependencies = dependencies;
  }

  /** A client's sender was attached. */
  attachReceiver(receiver: Receiver): void {
    this.#orRefuse(receiver, () => {
      const entity = this.#resolve(addressOf(receiver.target));
      if (entity.kind === 'queue') this.#attachQueueSender(receiver, entity.queue);
      else this.#attachRequests(receiver, entity);
      receiver.set_source(receiver.source);
      receiver.set_target(receiver.target);
    });
  }

  /** A client's receiver was attached. */
  attachSender(sender: Sender): void {
    this.#orRefuse(sender, () => {
      const entity = this.#resolve(addressOf(sender.source));
      if (entity.kind === 'queue') this.#attachQueueReceiver(sender, entity.queue);
      else {
        this.#replies.add(sender);
        sender.set_source(sender.source);
      }
      sender.set_target(sender.target);
    });
  }

  /** A link of this client is gone. */
  detachSender(sender: Sender, end: LinkEnd): void {
    const open = this.#outgoing.get(sender);
    if (open === undefined) return;
    this.#outgoing.delete(sender);
    this.#dependencies.dispatcherOf(open.queue).remove(open.link);
    open.link.close(end);
  }

  /** An AMQP session of this client is gone, and its links with it. */
  endSession(session: unknown): void {
    for (const sender of [...this.#outgoing.keys()]) {
      if (sender.session === session) this.detachSender(sender, 'detached');
    }
  }

  /** The client is gone. */
  close(end: LinkEnd): void {
    for (const sender of [...this.#outgoing.keys()]) this.detachSender(sender, end);
  }

  #resolve(address: string | undefined): Entity {
    const entity = resolveEntity(this.#dependencies.broker, address);
    if (entity.kind === 'cbs' || this.#isAuthorized) return entity;
    throw new BrokerError('amqp:unauthorized-access', 'The connection has not put a valid token yet.');
  }

  #attachQueueSender(receiver: Receiver, queue: Queue): void {
    const { name, maxMessageBytes } = queue.settings;
    if (queue.isDeadLetterQueue) {
      throw new BrokerError('amqp:not-allowed', `Messages cannot be sent to '${name}'.`);
    }
    // Without it the SDK takes a batch's size to be unlimited.
    openReceiver(receiver).local.attach.max_message_size = maxMessageBytes;
    openIncomingLink(receiver, queue, this.#dependencies.broker.turn);
  }

  #attachRequests(receiver: Receiver, entity: Exclude<Entity, { kind: 'queue' }>): void {
    const answer = (request: Request): Reply =>
      entity.kind === 'cbs' ? this.#answerCbs(request) : this.#answerManagement(request, entity.queue);
    openRequestLink(receiver, { replies: this.#replies, turn: this.#dependencies.broker.turn, answer });
  }

  #answerManagement(request: Request, queue: Queue): Reply {
    return answerManagement(request, queue, (sessionId) => this.#holdOf(queue, sessionId));
  }

  /** The session as one of this connection's receivers holds it. */
  #holdOf(queue: Queue, sessionId: string): SessionHold | undefined {
    for (const { queue: other, link } of this.#outgoing.values()) {
      if (other === queue && link instanceof SessionLink && link.hold?.sessionId === sessionId)
        return link.hold;
    }
    return undefined;
  }

  #answerCbs(request: Request): Reply {
    const authorize = (): void => {
      this.#isAuthorized = true;
    };
    return answerCbs(request, this.#dependencies.key, { now: this.#dependencies.now(), authorize });
  }

  #attachQueueReceiver(sender: Sender, queue: Queue): void {
    const dispatcher = this.#dependencies.dispatcherOf(queue);
    const link = this.#openOutgoing(sender, queue, dispatcher);
    dispatcher.add(link);
    this.#outgoing.set(sender, { link, queue });
    sender.on('sender_flow', () => {
      this.#acknowledgeSoon();
    });
  }

  #openOutgoing(sender: Sender, queue: Queue, dispatcher: QueueDispatcher): DeliveringLink {
    const { broker, startTimer } = this.#dependencies;
    const { sessions } = queue;
    const dependencies = { queue, turn: broker.turn, requestDelivery: dispatcher.request };
    if (asksForSession(sender)) {
      if (sessions === undefined) throw withoutSessions();
      return new SessionLink(sender, { ...dependencies, sessions, startTimer });
    }
    if (sessions !== undefined) throw withSessionsOnly();
    sender.set_source(sender.source);
    return new OutgoingLink(sender, dependencies);
  }

  /**
   * The client's sockets collect small writes until the last one is acknowledged, and the kernel acknowledges late
   * (40 ms) unless it has something to send. So a flow that nothing is sent in answer to is answered by an empty
   * frame: from sending to handling takes under 1 ms instead of 40.
   */
  #acknowledgeSoon(): void {
    const { socket } = this.#connection;
    const writtenBefore = socket.bytesWritten;
    this.#dependencies.broker.turn.afterCommit(() => {
      setImmediate(() => {
        if (this.#connection.is_open() && socket.bytesWritten === writtenBefore) {
          this.#connection._write_frame(0);
        }
      });
    });
  }

  /** A refused attach is answered and then ended with the reason, as AMQP has it (part 2, section 2.6.3). */
  #orRefuse(link: Sender | Receiver, attach: () => void): void {
    try {
      attach();
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      link.close(toAmqpError(error));
    }
  }
}

/** rhea's types promise a terminus, but a client may leave it out. */
function addressOf(terminus: { readonly address?: string } | null | undefined): string | undefined {
  return terminus?.address;
}

function asksForSession(sender: Sender): boolean {
  const filter: unknown = sender.source.filter;
  return typeof filter === 'object' && filter !== null && SESSION_FILTER in filter;
}

/** In the service's words. */
function withoutSessions(): BrokerError {
  return new BrokerError(
    'amqp:not-allowed',
    'A sessionful message receiver cannot be created on an entity that does not require sessions. Ensure RequiresSession is set to true when creating a Queue or Subscription to enable sessionful behavior.',
  );
}

/** In the service's words. */
function withSessionsOnly(): BrokerError {
  return new BrokerError(
    'amqp:not-allowed',
    'It is not possible for an entity that requires sessions to create a non-sessionful message receiver.',
  );
}
