import type { AppSettings } from '../config/app-settings.ts';
import type { HostLog } from '../host-log.ts';
import { messageOf } from '../host-log.ts';
import { HostStartError } from '../host-start-error.ts';
import type { FunctionOf } from '../worker/function-groups.ts';
import type { Invoker } from '../worker/invoker.ts';
import type { ConnectMessageSource, MessageSource } from './message-source.ts';
import { connectionStringOf } from './queue-connection.ts';
import { QueueFunction } from './queue-function.ts';

export interface QueueFunctionsDeps {
  readonly invoker: Invoker;
  readonly settings: AppSettings;
  readonly limits: {
    readonly maxConcurrentCalls: number;
    readonly maxAutoLockRenewalDuration: number;
    readonly maxMessageBatchSize: number;
  };
  readonly connect: ConnectMessageSource;
  readonly log: HostLog;
}

/** The Service Bus functions of an app. */
export class QueueFunctions {
  readonly #functions: readonly QueueFunction[];
  readonly #onFree: (() => void)[] = [];

  /** @throws HostStartError naming the function whose connection is not configured. */
  constructor(definitions: readonly FunctionOf<'serviceBusTrigger'>[], deps: QueueFunctionsDeps) {
    const { limits, settings } = deps;
    // All addresses first: a connection is not opened while another function may still be refused.
    const addressed = definitions.map((definition) => ({
      definition,
      address: {
        connectionString: connectionStringOf(
          definition.trigger.connection,
          settings,
          `function "${definition.name}"`,
        ),
        queueName: definition.trigger.queueName,
        // The locks of a batch are not renewed on the platform (ServiceBusOptions.MaxAutoLockRenewalDuration).
        maxAutoLockRenewalMs:
          definition.trigger.cardinality === 'many' ? 0 : limits.maxAutoLockRenewalDuration,
      },
    }));
    this.#functions = addressed.map(
      ({ definition, address }) =>
        new QueueFunction(definition, {
          invoker: deps.invoker,
          source: connect(definition.name, () => deps.connect(address)),
          maxConcurrentCalls: limits.maxConcurrentCalls,
          maxMessageBatchSize: limits.maxMessageBatchSize,
          log: deps.log,
          onSettled: () => {
            if (!this.isBusy) for (const callback of this.#onFree) callback();
          },
        }),
    );
  }

  /** Whether a function is handling a message. */
  get isBusy(): boolean {
    return this.#functions.some(({ isBusy }) => isBusy);
  }

  /** Calls back each time when no function is handling a message any more. */
  onFree(callback: () => void): void {
    this.#onFree.push(callback);
  }

  start(): void {
    for (const queue of this.#functions) queue.start();
  }

  /** Takes no further message; resolves when those taken are settled. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#functions.map(async (queue) => {
        await queue.pause();
        await queue.whenSettled();
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#functions.map(async (queue) => queue.close()));
  }
}

function connect(name: string, connectSource: () => MessageSource): MessageSource {
  try {
    return connectSource();
  } catch (error) {
    throw new HostStartError(`function "${name}": connection: ${messageOf(error)}`, { cause: error });
  }
}
