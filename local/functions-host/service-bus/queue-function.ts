import type { HostLog } from '../host-log.ts';
import { messageOf } from '../host-log.ts';
import type { FunctionDefinition, ServiceBusQueueTrigger } from '../worker/function-definition.ts';
import type { Invoker } from '../worker/invoker.ts';
import type { TypedData } from '../worker/worker-protocol.ts';
import type { LockedMessage, MessageSource } from './message-source.ts';

export interface QueueFunctionDeps {
  readonly invoker: Invoker;
  readonly source: MessageSource;
  readonly maxConcurrentCalls: number;
  readonly log: HostLog;
}

/** Invokes one function for each message of a queue: completes the message when it returns, abandons it when it throws. */
export class QueueFunction {
  readonly #definition: FunctionDefinition<ServiceBusQueueTrigger>;
  readonly #deps: QueueFunctionDeps;
  readonly #handling = new Set<Promise<void>>();

  constructor(definition: FunctionDefinition<ServiceBusQueueTrigger>, deps: QueueFunctionDeps) {
    this.#definition = definition;
    this.#deps = deps;
  }

  start(): void {
    this.#deps.source.subscribe({
      maxConcurrentCalls: this.#deps.maxConcurrentCalls,
      onMessage: async (message) => {
        const handling = this.#handle(message);
        this.#handling.add(handling);
        await handling.finally(() => this.#handling.delete(handling));
      },
      onError: (error) => {
        this.#warn(`receiving from "${this.#definition.trigger.queueName}" failed: ${messageOf(error)}`);
      },
    });
  }

  async pause(): Promise<void> {
    await this.#deps.source.pause();
  }

  /** Resolves when every message taken so far is settled. */
  async whenSettled(): Promise<void> {
    while (this.#handling.size > 0) await Promise.allSettled(this.#handling);
  }

  async close(): Promise<void> {
    await this.#deps.source.close();
  }

  /** Never throws: a settlement that fails (its lock is lost) means that the broker delivers again, nothing more. */
  async #handle(message: LockedMessage): Promise<void> {
    const isHandled = await this.#invoke(message);
    try {
      await (isHandled ? message.complete() : message.abandon());
    } catch (error) {
      const wish = isHandled ? 'completed' : 'abandoned';
      this.#warn(`message ${message.messageId ?? '(without id)'} could not be ${wish}: ${messageOf(error)}`);
    }
  }

  async #invoke(message: LockedMessage): Promise<boolean> {
    try {
      await this.#deps.invoker.invoke(this.#definition, {
        input: toBodyData(message.body),
        triggerMetadata: toTriggerMetadata(message),
      });
      return true;
    } catch (error) {
      this.#warn(`message ${message.messageId ?? '(without id)'} failed: ${messageOf(error)}`);
      return false;
    }
  }

  #warn(text: string): void {
    this.#deps.log({ level: 'warning', category: `Function.${this.#definition.name}`, message: text });
  }
}

/** Text reaches the SDK as text (which it parses when it is JSON), anything that is not UTF-8 as bytes. */
function toBodyData(body: unknown): TypedData | undefined {
  if (body === undefined || body === null) return undefined;
  if (body instanceof Uint8Array) {
    try {
      return { string: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body) };
    } catch {
      return { bytes: body };
    }
  }
  return typeof body === 'string' ? { string: body } : { json: JSON.stringify(body) };
}

/** Names as the platform's Service Bus extension gives them; a missing property is left out. */
function toTriggerMetadata(message: LockedMessage): Record<string, TypedData> {
  const texts = {
    MessageId: message.messageId,
    ContentType: message.contentType,
    CorrelationId: message.correlationId,
    Subject: message.subject,
    Label: message.subject,
    To: message.to,
    ReplyTo: message.replyTo,
    ReplyToSessionId: message.replyToSessionId,
    SessionId: message.sessionId,
    PartitionKey: message.partitionKey,
    LockToken: message.lockToken,
    DeadLetterSource: message.deadLetterSource,
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
  // As JSON text: `{string}` would be parsed by the SDK, and a message id such as "17" become a number.
  const metadata: Record<string, TypedData> = {};
  for (const [name, value] of Object.entries({ ...texts, ...values })) {
    if (value !== undefined) metadata[name] = { json: JSON.stringify(value) };
  }
  return metadata;
}

const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/** A message that never expires does so on .NET's last day, however far beyond it the broker's arithmetic went. */
function toIso(date: Date | undefined): string | undefined {
  if (date === undefined) return undefined;
  const at = date.getTime();
  return new Date(Number.isNaN(at) ? LAST_INSTANT : Math.min(at, LAST_INSTANT)).toISOString();
}
