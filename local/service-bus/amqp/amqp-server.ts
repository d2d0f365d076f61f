import type { AddressInfo, Server, Socket } from 'node:net';
import rhea, { type Connection, type Container, type EventContext } from 'rhea';
import type { StartTimer } from '../broker/alarm.ts';
import type { Broker } from '../broker/broker.ts';
import type { Queue } from '../broker/queue.ts';
import { ClientConnection, type ConnectionDependencies } from './client-connection.ts';
import type { LinkEnd } from './delivering-link.ts';
import { QueueDispatcher } from './queue-dispatcher.ts';
import { keepMessagesRaw, openConnection } from './rhea-internals.ts';
import type { SharedAccessKey } from './shared-access-signature.ts';

export interface AmqpServerOptions {
  readonly broker: Broker;
  readonly key: SharedAccessKey;
  readonly now: () => number;
  readonly startTimer: StartTimer;
  /** 0 for a free one. */
  readonly port: number;
}

/** rhea frees a delivery's slot only when all older ones of its session are settled; a slot costs little. */
const UNSETTLED_DELIVERIES = 65_536;
/** How long a client has to answer when the service stops. */
const FAREWELL_MS = 100;

/** AMQP 1.0 over TCP on the loopback interface: the outside of the queues. */
export class AmqpServer {
  readonly #dependencies: ConnectionDependencies;
  readonly #dispatchers = new Map<Queue, QueueDispatcher>();
  readonly #clients = new Map<Connection, ClientConnection>();
  readonly #sockets = new Set<Socket>();
  readonly #port: number;
  #server: Server | undefined;

  constructor({ broker, key, now, startTimer, port }: AmqpServerOptions) {
    this.#port = port;
    for (const queue of broker.queues()) {
      const dispatcher = new QueueDispatcher(broker.turn);
      this.#dispatchers.set(queue, dispatcher);
      queue.whenAvailable(dispatcher.request);
    }
    const dispatcherOf = (queue: Queue): QueueDispatcher => this.#dispatcherOf(queue);
    this.#dependencies = { broker, key, now, startTimer, dispatcherOf };
  }

  /** Starts to listen. @returns the port. @throws Error with code EADDRINUSE when the port is taken. */
  async listen(): Promise<number> {
    const container = rhea.create_container({
      // Else `modified` (abandon, defer) is told a second time as `released`.
      treat_modified_as_released: false,
      tcp_no_delay: true,
    });
    this.#listenForLinks(container);
    this.#listenForEnds(container);
    const server = container.listen({
      host: '127.0.0.1',
      port: this.#port,
      session_buffer_size: { outgoing: UNSETTLED_DELIVERIES },
      // Acceptance waits for the disk, and credit is given by each link.
      receiver_options: { autoaccept: false, credit_window: 0 },
    });
    this.#server = server;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', reject);
    });
    return portOf(server.address());
  }

  /**
   * Tells the clients that the service goes away, as Azure does before maintenance, and ends what is left of their
   * connections a moment later. What was not acknowledged stays unacknowledged.
   */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    const connections = [...this.#clients.keys()];
    for (const connection of connections) {
      this.#forgetClient(connection, 'disconnected');
      connection.close({ condition: 'amqp:connection:forced', description: 'The service is stopping.' });
      openConnection(connection)._process();
    }
    // At once: an SDK that reopens between the close and the stream's end takes that end for the new connection's.
    for (const socket of this.#sockets) socket.end();
    const deadline = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, FAREWELL_MS);
    await closed;
    clearTimeout(deadline);
    // rhea stops its heartbeat when it sees the stream's end, which a destroyed socket does not report.
    for (const connection of connections) openConnection(connection).eof();
  }

  /** Breaks all connections without a word, as a network does. @returns how many. */
  dropConnections(): number {
    const dropped = this.#sockets.size;
    for (const socket of this.#sockets) socket.destroy(new Error('The connection was dropped on purpose.'));
    return dropped;
  }

  #listenForLinks(container: Container): void {
    container.on('connection_open', ({ connection }: EventContext) => {
      this.#clientOf(connection);
    });
    container.on('session_open', ({ session }: EventContext) => {
      if (session !== undefined) keepMessagesRaw(session);
    });
    container.on('receiver_open', ({ connection, receiver }: EventContext) => {
      if (receiver !== undefined) this.#clientOf(connection).attachReceiver(receiver);
    });
    container.on('sender_open', ({ connection, sender }: EventContext) => {
      if (sender !== undefined) this.#clientOf(connection).attachSender(sender);
    });
  }

  /** rhea throws, prints or ends the process for each of these that nobody listens for. */
  #listenForEnds(container: Container): void {
    const ignored = ['error', 'protocol_error', 'connection_error', 'session_error'];
    for (const event of [...ignored, 'receiver_error', 'receiver_close', 'sender_error']) {
      container.on(event, () => undefined);
    }
    container.on('sender_close', ({ connection, sender }: EventContext) => {
      if (sender !== undefined) this.#clients.get(connection)?.detachSender(sender, 'detached');
    });
    container.on('session_close', ({ connection, session }: EventContext) => {
      this.#clients.get(connection)?.endSession(session);
    });
    container.on('connection_close', ({ connection }: EventContext) => {
      this.#forgetClient(connection, 'detached');
    });
    container.on('disconnected', ({ connection }: EventContext) => {
      this.#forgetClient(connection, 'disconnected');
    });
  }

  #clientOf(connection: Connection): ClientConnection {
    const known = this.#clients.get(connection);
    if (known !== undefined) return known;
    const client = new ClientConnection(connection, this.#dependencies);
    this.#clients.set(connection, client);
    return client;
  }

  #forgetClient(connection: Connection, end: LinkEnd): void {
    this.#clients.get(connection)?.close(end);
    this.#clients.delete(connection);
  }

  #dispatcherOf(queue: Queue): QueueDispatcher {
    const dispatcher = this.#dispatchers.get(queue);
    if (dispatcher === undefined) throw new Error(`Queue '${queue.settings.name}' has no dispatcher.`);
    return dispatcher;
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return address.port;
}
