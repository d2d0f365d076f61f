import type {
  HttpFunctionOptions,
  ServiceBusQueueFunctionOptions,
  TimerFunctionOptions,
} from '@azure/functions';
import { z } from 'zod';
import type { FunctionRegistry } from '../../functions/registry.ts';
import { HttpRequest, HttpResponse, InvocationContext } from './azure-functions.ts';
import { present } from './present.ts';

export interface Request {
  readonly params?: Record<string, string>;
  /** Without the question mark. */
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON, or undefined when it is none. */
  readonly json: unknown;
  /** What the handler logged. */
  readonly logged: readonly unknown[];
}

/** Keeps what is registered, and calls it as the host would. */
export class RecordingRegistry implements FunctionRegistry {
  readonly https = new Map<string, HttpFunctionOptions>();
  readonly timers = new Map<string, TimerFunctionOptions>();
  readonly queues = new Map<string, Omit<ServiceBusQueueFunctionOptions, 'handler'>>();
  readonly #deliveries = new Map<string, (message: unknown, metadata: object) => Promise<unknown>>();

  http(name: string, options: HttpFunctionOptions): void {
    this.https.set(name, options);
  }

  timer(name: string, options: TimerFunctionOptions): void {
    this.timers.set(name, options);
  }

  serviceBusQueue<T>(name: string, options: ServiceBusQueueFunctionOptions<T>): void {
    const { handler, ...rest } = options;
    this.queues.set(name, rest);
    this.#deliveries.set(name, async (message, metadata) => {
      const context = new InvocationContext({ functionName: name, triggerMetadata: { ...metadata } });
      const result: unknown = await Reflect.apply(handler, undefined, [message, context]);
      return result;
    });
  }

  async call(name: string, { params = {}, query = '', headers = {}, body }: Request = {}): Promise<Answer> {
    const { handler, methods = [] } = present(this.https.get(name), `function '${name}'`);
    const logged: unknown[] = [];
    const context = new InvocationContext({
      functionName: name,
      invocationId: 'invocation-1',
      logHandler: (_level, ...values) => logged.push(...values),
    });
    const request = new HttpRequest({
      ...{ method: methods[0] ?? 'GET', url: `http://localhost/api/x?${query}`, params, headers },
      ...(body === undefined ? {} : { body: { string: body } }),
    });
    const result = await handler(request, context);
    const response = result instanceof HttpResponse ? result : new HttpResponse(result);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: toJson(text), logged };
  }

  /** The arrival of a message, with what the host tells about it. */
  deliver(name: string, message: unknown, metadata: object = {}): Promise<unknown> {
    return present(this.#deliveries.get(name), `function '${name}'`)(message, metadata);
  }

  /** The timer's moment. */
  async tick(name: string): Promise<void> {
    const { handler } = present(this.timers.get(name), `function '${name}'`);
    const schedule = { adjustForDST: false };
    const scheduleStatus = { last: '', lastUpdated: '', next: '' };
    await handler(
      { isPastDue: false, schedule, scheduleStatus },
      new InvocationContext({ functionName: name }),
    );
  }
}

/** The body of a problem answer. */
export const problemBody = z.object({
  type: z.string(),
  status: z.number(),
  title: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  changed: z
    .array(z.object({ pointer: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
    .optional(),
});

function toJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
