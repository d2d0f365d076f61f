import type { Connection, Delivery, link as Link, Receiver, Sender, Session } from 'rhea';

/**
 * rhea is made for clients. As a server it lacks a correct answer to drain, raw access to messages and a few attach
 * fields; these live in objects that its types do not show. Each is claimed here, once, after a look at its shape,
 * so that an update of rhea that moves one fails at the first connection and says which.
 */

interface AttachInternals {
  readonly local: {
    readonly attach: {
      snd_settle_mode: number;
      rcv_settle_mode: number;
      max_message_size: number;
      properties?: Readonly<Record<string, unknown>>;
    };
  };
}

export type OpenReceiver = Receiver & AttachInternals;

export type OpenSender = Sender &
  AttachInternals & {
    delivery_count: number;
    credit: number;
    issue_flow: boolean;
    _get_drain: () => boolean;
    _process: () => void;
  };

export type OpenConnection = Connection & {
  readonly socket: { readonly bytesWritten: number };
  _register: () => void;
  _process: () => void;
  _write_frame: (channel: number) => void;
  eof: () => void;
};

export type OpenSession = Session & {
  readonly incoming: { on_transfer: (frame: TransferFrame, receiver: unknown) => void };
  readonly outgoing: { available: () => number; transfer_window: () => number };
  on_flow: (frame: unknown) => void;
};

interface TransferFrame {
  readonly performative: { message_format?: number | null };
}

type OpenDelivery = Delivery & { remote_settled: boolean };

export function openReceiver(receiver: Receiver): OpenReceiver {
  if (isOpenReceiver(receiver)) return receiver;
  throw unknownShape('receiver');
}

export function openSender(sender: Sender): OpenSender {
  if (isOpenSender(sender)) return sender;
  throw unknownShape('sender');
}

export function openConnection(connection: Connection): OpenConnection {
  if (isOpenConnection(connection)) return connection;
  throw unknownShape('connection');
}

export function openSession(session: Session): OpenSession {
  if (isOpenSession(session)) return session;
  throw unknownShape('session');
}

/** How many transfers the client takes before it opens its window again. */
export function transferWindow(session: OpenSession): number {
  const window = session.outgoing.transfer_window();
  // Not a number until the client's first flow, without which there is no credit either.
  return Number.isNaN(window) ? 0 : window;
}

/** Calls back after every flow of a session, also those of its window alone, for which rhea has no event. */
export function whenFlowing(session: OpenSession, listener: () => void): void {
  const receiveFlow = session.on_flow.bind(session);
  session.on_flow = (frame) => {
    receiveFlow(frame);
    listener();
  };
}

/**
 * Leaves a client's attach unanswered until the returned function is called; without it rhea answers at the end of
 * the tick. What is set on the link until then is in the answer.
 */
export function holdAttach(sender: Sender): () => void {
  const held = openSender(sender);
  const process = held._process.bind(held);
  held._process = () => undefined;
  return () => {
    held._process = process;
    openConnection(sender.connection)._register();
  };
}

/** Marks a delivery that the server has settled as done, so that rhea frees its slot; nothing more comes for it. */
export function forget(delivery: Delivery): void {
  if (!isOpenDelivery(delivery)) throw unknownShape('delivery');
  delivery.remote_settled = true;
}

/**
 * Tells the client an outcome other than accepted. When rhea 3.0.5 writes two neighbouring deliveries' outcomes at
 * once, it takes the second to be the same as the first (it compares only from the third on): a refusal after an
 * acceptance would read as an acceptance. So a refusal is written by itself.
 */
export function tellApart(link: Link, tell: () => void): void {
  const connection = openConnection(link.connection);
  connection._process();
  tell();
  connection._process();
}

/** A message format of the stand-in's own: rhea hands over the bytes of a format that it does not know. */
const RAW_FORMAT = 0x7fff0000;

/** Has rhea hand over all messages of a session as the bytes that came, instead of decoded values. */
export function keepMessagesRaw(session: Session): void {
  const { incoming } = openSession(session);
  const receiveTransfer = incoming.on_transfer.bind(incoming);
  incoming.on_transfer = (frame, receiver) => {
    const isPlainMessage = (frame.performative.message_format ?? 0) === 0;
    if (isPlainMessage) frame.performative.message_format = RAW_FORMAT;
    receiveTransfer(frame, receiver);
  };
}

function isOpenReceiver(receiver: Receiver): receiver is OpenReceiver {
  return hasAttach(receiver);
}

function isOpenSender(sender: Sender): sender is OpenSender {
  return (
    hasAttach(sender) &&
    isNumber(sender, 'delivery_count') &&
    isNumber(sender, 'credit') &&
    'issue_flow' in sender &&
    isFunction(sender, '_get_drain') &&
    isFunction(sender, '_process')
  );
}

function isOpenConnection(connection: Connection): connection is OpenConnection {
  return (
    isFunction(connection, '_register') &&
    isFunction(connection, '_process') &&
    isFunction(connection, '_write_frame') &&
    isFunction(connection, 'eof') &&
    isNumber(get(connection, 'socket'), 'bytesWritten')
  );
}

function isOpenSession(session: Session): session is OpenSession {
  return (
    isFunction(session, 'on_flow') &&
    isFunction(get(session, 'incoming'), 'on_transfer') &&
    isFunction(get(session, 'outgoing'), 'available') &&
    isFunction(get(session, 'outgoing'), 'transfer_window')
  );
}

function isOpenDelivery(delivery: Delivery): delivery is OpenDelivery {
  return typeof delivery.remote_settled === 'boolean';
}

function hasAttach(link: object): boolean {
  return typeof get(get(link, 'local'), 'attach') === 'object';
}

function isNumber(owner: unknown, name: string): boolean {
  return typeof get(owner, name) === 'number';
}

function isFunction(owner: unknown, name: string): boolean {
  return typeof get(owner, name) === 'function';
}

function get(owner: unknown, name: string): unknown {
  return typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined;
}

function unknownShape(what: string): Error {
  return new Error(
    `This version of rhea has another kind of ${what} than the local Service Bus was made for.`,
  );
}
