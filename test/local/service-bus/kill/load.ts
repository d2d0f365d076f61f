import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { Ledger, Place } from './ledger.ts';
import { below } from './seeded-random.ts';

export interface Load {
  readonly client: ServiceBusClient;
  readonly ledger: Ledger;
  readonly random: () => number;
  /** A new id, never given before. */
  readonly nextId: () => string;
  /** Waits for the answer to a call, or throws when the server is killed first. */
  readonly answer: <T>(call: Promise<T>) => Promise<T>;
}

const SESSIONS = ['s0', 's1', 's2'];

/** Everything that goes on at once until the server is killed; each part ends by throwing. */
export function startLoad(load: Load): readonly Promise<void>[] {
  return [
    sendOnAndOn(load),
    sendToSessions(load),
    receiveOnAndOn(load),
    receiveOnAndOn(load),
    receiveDeferred(load),
    ...SESSIONS.map((sessionId) => workOnSession(load, sessionId)),
  ];
}

async function sendOnAndOn({ client, ledger, random, nextId, answer }: Load): Promise<void> {
  const sender = client.createSender('work');
  for (;;) {
    const messages = Array.from({ length: 1 + below(random, 5) }, () => ({ body: 'x', messageId: nextId() }));
    for (const { messageId } of messages) ledger.sending(messageId, 'work');
    const [single] = messages;
    await answer(sender.sendMessages(messages.length === 1 && single !== undefined ? single : messages));
    for (const { messageId } of messages) ledger.sent(messageId);
    // The same again is a duplicate, which is acknowledged and dropped.
    if (random() < 0.2) await answer(sender.sendMessages(messages));
  }
}

async function sendToSessions({ client, ledger, random, nextId, answer }: Load): Promise<void> {
  const sender = client.createSender('ordered');
  for (;;) {
    const messageId = nextId();
    const sessionId = SESSIONS[below(random, SESSIONS.length)] ?? '';
    ledger.sending(messageId, 'ordered', sessionId);
    await answer(sender.sendMessages({ body: 'x', messageId, sessionId }));
    ledger.sent(messageId);
  }
}

async function receiveOnAndOn(load: Load): Promise<void> {
  const receiver = load.client.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0 });
  for (;;) {
    const messages = await load.answer(receiver.receiveMessages(1 + below(load.random, 4)));
    for (const message of messages) note(load, message, 'waiting');
    // One after the other: the SDK mixes up outcomes that differ and are sent in one tick (see the README).
    for (const message of messages) await settle(load, receiver, message);
  }
}

async function settle(
  load: Load,
  receiver: ServiceBusReceiver,
  message: ServiceBusReceivedMessage,
): Promise<void> {
  const { random, answer } = load;
  const id = String(message.messageId);
  const ways: readonly (readonly [number, Place, () => Promise<void>])[] = [
    [0.5, 'gone', () => receiver.completeMessage(message)],
    [0.75, 'waiting', () => receiver.abandonMessage(message)],
    [0.85, 'deferred', () => receiver.deferMessage(message)],
    [0.95, 'dead', () => receiver.deadLetterMessage(message)],
  ];
  const chance = random();
  const way = ways.find(([limit]) => chance < limit);
  // What is left is held until the server is killed.
  if (way === undefined) return;
  const [, place, call] = way;
  load.ledger.settling(id, place);
  await answer(call());
  load.ledger.settled(id, place);
}

async function receiveDeferred(load: Load): Promise<void> {
  const { client, ledger, answer } = load;
  const receiver = client.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0 });
  for (;;) {
    await answer(new Promise((resolve) => setTimeout(resolve, 5)));
    const [id] = ledger.idsAt('work', 'deferred');
    const sequenceNumber = id === undefined ? undefined : ledger.sequenceNumberOf(id);
    if (id === undefined || sequenceNumber === undefined) continue;
    const received = answer(receiver.receiveDeferredMessages(sequenceNumber));
    // The one that is being deferred at this moment is not there yet.
    const [message] = await received.catch((error: unknown) => notFound(error));
    if (message === undefined) continue;
    note(load, message, 'deferred');
    ledger.settling(id, 'gone');
    await answer(receiver.completeMessage(message));
    ledger.settled(id, 'gone');
  }
}

function notFound(error: unknown): readonly ServiceBusReceivedMessage[] {
  if (error instanceof Error && 'code' in error && error.code === 'MessageNotFound') return [];
  throw error;
}

async function workOnSession(load: Load, sessionId: string): Promise<void> {
  const { client, ledger, random, answer } = load;
  const options = { maxAutoLockRenewalDurationInMs: 0 };
  const receiver = await answer(client.acceptSession('ordered', sessionId, options));
  const state: unknown = await answer(receiver.getSessionState());
  ledger.hasState(sessionId, state);
  for (let step = Number(state ?? 0) + 1; ; step += 1) {
    const [message] = await answer(receiver.receiveMessages(1));
    if (message === undefined) continue;
    const id = String(message.messageId);
    note(load, message, 'waiting');
    for (const earlier of ledger.waitingBefore(id)) ledger.violations.push(`${id} came before ${earlier}`);
    ledger.settingState(sessionId, step);
    await answer(receiver.setSessionState(step));
    ledger.setState(sessionId, step);
    const place = random() < 0.8 ? 'gone' : 'waiting';
    ledger.settling(id, place);
    await answer(place === 'gone' ? receiver.completeMessage(message) : receiver.abandonMessage(message));
    ledger.settled(id, place);
  }
}

function note({ ledger }: Load, message: ServiceBusReceivedMessage, from: 'waiting' | 'deferred'): void {
  ledger.received(String(message.messageId), from, {
    count: message.deliveryCount ?? 0,
    sequenceNumber: message.sequenceNumber,
  });
}
