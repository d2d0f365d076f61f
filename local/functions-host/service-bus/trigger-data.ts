import type { InvocationRequest } from '../worker/invoker.ts';
import type { TypedData } from '../worker/worker-protocol.ts';
import type { LockedMessage } from './message-source.ts';

type Metadata = Record<string, TypedData>;

/** What a function with `cardinality: 'one'` is invoked with. */
export function toMessageRequest(message: LockedMessage): InvocationRequest {
  const { texts, values } = readProperties(message);
  const metadata: Metadata = {};
  for (const [name, text] of Object.entries(texts)) {
    if (text !== undefined) metadata[name] = toTextData(text);
  }
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) metadata[name] = { json: JSON.stringify(value) };
  }
  return { input: toBodyData(message.body), triggerMetadata: metadata };
}

/**
 * The SDK tries to parse a text as JSON, and keeps it when that fails. A failure costs as much as the rest of the
 * metadata: a text that cannot be JSON, as most ids, is sent as what it would come out as.
 */
function toTextData(text: string): TypedData {
  return MAY_BE_JSON.test(text) ? { string: text } : { json: JSON.stringify(text) };
}

const MAY_BE_JSON = /^\s*(["[{]|(-?\d[\d.eE+-]*|true|false|null)\s*$)/;

/**
 * What a function with `cardinality: 'many'` is invoked with: bodies as texts, and each property as an array.
 *
 * Empty texts are left out of their arrays, which then are shorter than the batch: the platform does so unless a worker
 * has the capability IncludeEmptyEntriesInMessagePayload, which the one for Node.js has not (ToRpcStringArray in
 * GrpcMessageConversionExtensions.cs of Azure/azure-functions-host).
 *
 * @throws TypeError for a body that is not text: the platform cannot bind it to a batch either.
 */
export function toBatchRequest(messages: readonly LockedMessage[]): InvocationRequest {
  const read = messages.map(readProperties);
  const metadata: Metadata = {};
  for (const name of Object.keys(read[0]?.texts ?? {})) {
    metadata[`${name}Array`] = toTexts(read.map(({ texts }) => texts[name]));
  }
  for (const name of Object.keys(read[0]?.values ?? {})) {
    metadata[`${name}Array`] = toArray(
      name,
      read.map(({ values }) => values[name] ?? null),
    );
  }
  return { input: toTexts(messages.map(toBodyText)), triggerMetadata: metadata };
}

interface Properties {
  /** The SDK parses each as JSON when it can: a message id such as "17" reaches the app as a number. */
  readonly texts: Readonly<Record<string, string | undefined>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Names and their kinds are those of ServiceBusTriggerBindingStrategy.cs (Azure/azure-sdk-for-net,
 * Microsoft.Azure.WebJobs.Extensions.ServiceBus). The reason of a dead letter is not among them: it is one of the
 * application properties, where the broker puts it.
 */
function readProperties(message: LockedMessage): Properties {
  const texts = {
    DeadLetterSource: message.deadLetterSource,
    LockToken: message.lockToken,
    MessageId: message.messageId,
    ContentType: message.contentType,
    ReplyTo: message.replyTo,
    To: message.to,
    Subject: message.subject,
    Label: message.subject,
    CorrelationId: message.correlationId,
    SessionId: message.sessionId,
    ReplyToSessionId: message.replyToSessionId,
    PartitionKey: message.partitionKey,
  };
  const values = {
    DeliveryCount: message.earlierDeliveries + 1,
    SequenceNumber: message.sequenceNumber === undefined ? undefined : Number(message.sequenceNumber),
    EnqueuedTimeUtc: toIso(message.enqueuedAt),
    EnqueuedTime: toIso(message.enqueuedAt),
    ExpiresAtUtc: toIso(message.expiresAt),
    ExpiresAt: toIso(message.expiresAt),
    ApplicationProperties: message.applicationProperties,
    UserProperties: message.applicationProperties,
  };
  return { texts, values };
}

function toTexts(texts: readonly (string | undefined)[]): TypedData {
  return {
    collectionString: { string: texts.flatMap((text) => (text === undefined || text === '' ? [] : [text])) },
  };
}

function toArray(name: string, values: readonly unknown[]): TypedData {
  // .NET has an array of its own for 64-bit numbers, and JSON for everything else.
  return name === 'SequenceNumber'
    ? { collectionSint64: { sint64: values.map(Number) } }
    : { json: JSON.stringify(values) };
}

/** Text reaches the SDK as text (which it parses when it is JSON), anything that is not UTF-8 as bytes. */
function toBodyData(body: unknown): TypedData | undefined {
  if (body === undefined || body === null) return undefined;
  if (body instanceof Uint8Array) {
    const text = toText(body);
    return text === undefined ? { bytes: body } : { string: text };
  }
  return typeof body === 'string' ? { string: body } : { json: JSON.stringify(body) };
}

function toBodyText({ body, messageId = '(without id)' }: LockedMessage): string | undefined {
  if (body === undefined || body === null || typeof body === 'string') return body ?? undefined;
  if (!(body instanceof Uint8Array)) return JSON.stringify(body);
  const text = toText(body);
  if (text === undefined) throw new TypeError(`the body of message ${messageId} is not text`);
  return text;
}

/** One for all: it keeps nothing between whole texts, and making one costs more than most texts do. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function toText(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    // Not UTF-8, hence not text.
    return undefined;
  }
}

const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/** A message that never expires does so on .NET's last day, however far beyond it the broker's arithmetic went. */
function toIso(date: Date | undefined): string | undefined {
  if (date === undefined) return undefined;
  const at = date.getTime();
  return new Date(Number.isNaN(at) ? LAST_INSTANT : Math.min(at, LAST_INSTANT)).toISOString();
}
