import { randomBytes, randomUUID } from 'node:crypto';

import type { HostLog } from '../host-log.ts';
import type { CoreApi, HookName } from './core-api.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type {
  CoreInvocationContext,
  InputBinding,
  InvocationResponse,
  TypedData,
} from './worker-protocol.ts';
import { functionCallbackSchema, invocationResponseSchema } from './worker-protocol.ts';

/** Thrown when a function runs longer than `functionTimeout`. Its code cannot be stopped; what it returns is dropped. */
class FunctionTimedOut extends Error {
  override readonly name = 'FunctionTimedOut';
}

export interface InvocationRequest {
  /** The trigger's value; undefined gives the handler `undefined`. */
  readonly input: TypedData | undefined;
  readonly triggerMetadata?: Readonly<Record<string, TypedData>>;
  /** Made up when it is left out. */
  readonly invocationId?: string;
}

export interface InvokerOptions {
  readonly core: CoreApi;
  readonly appDirectory: string;
  readonly timeoutMs: number;
  /** The value of every `durableClient` input. */
  readonly durableClient: TypedData;
  readonly log: HostLog;
}

/** Runs functions through the SDK's own invocation model, hooks included, and knows which are running. */
export class Invoker {
  readonly #options: InvokerOptions;
  readonly #appHookData: Record<string, unknown> = {};
  readonly #running = new Map<string, Promise<unknown>>();
  /** What the app knows an invocation by. */
  readonly #contexts = new WeakMap<CoreInvocationContext, unknown>();
  readonly #invocations = new Map<string, number>();

  constructor(options: InvokerOptions) {
    this.#options = options;
  }

  /** Invokes and converts the result to the worker's response. @throws what the function threw, or FunctionTimedOut. */
  async invoke(definition: FunctionDefinition, request: InvocationRequest): Promise<InvocationResponse> {
    const response = this.#run(definition, request, async (model, context, result) =>
      model.getResponse(context, result),
    );
    return invocationResponseSchema.parse(await this.#withTimeout(definition.name, response));
  }

  /**
   * Invokes a function whose request has been sent on to the app, and which answers there. Resolves when the answer has
   * been written: `nothing` when there was none. @throws what the function threw, or FunctionTimedOut.
   */
  async invokeStreaming(
    definition: FunctionDefinition,
    request: InvocationRequest,
  ): Promise<'answered' | 'nothing'> {
    const answered = this.#run(definition, request, async (model, context, result) => {
      await model.getResponse(context, result);
      return result === undefined || result === null ? 'nothing' : 'answered';
    });
    return this.#withTimeout(definition.name, answered);
  }

  /** Counts an invocation as running no longer: it goes on until its caller goes away, and nobody is to wait for that. */
  leaveRunning(invocationId: string): void {
    this.#running.delete(invocationId);
  }

  /** Invokes and gives the function's own return value. Not timed: meant for orchestrators, which only replay. */
  async invokeForResult(definition: FunctionDefinition, request: InvocationRequest): Promise<unknown> {
    return this.#run(definition, request, async (_model, _context, result) => result);
  }

  /** How often each function has been invoked, those that failed too, by name. */
  invocations(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#invocations);
  }

  get runningCount(): number {
    return this.#running.size;
  }

  async whenIdle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values());
  }

  /** Runs the app-level hooks: `appStart` before the first trigger, `appTerminate` after the last invocation. */
  async runAppHooks(name: Extract<HookName, 'appStart' | 'appTerminate'>): Promise<void> {
    const context = {
      hookData: {},
      appHookData: this.#appHookData,
      functionAppDirectory: this.#options.appDirectory,
    };
    for (const hook of this.#options.core.hooks(name)) await hook(context);
  }

  async #run<T>(
    definition: FunctionDefinition,
    request: InvocationRequest,
    convert: (model: Model, context: unknown, result: unknown) => Promise<T>,
  ): Promise<T> {
    this.#invocations.set(definition.name, (this.#invocations.get(definition.name) ?? 0) + 1);
    const core = this.#coreContext(definition, request);
    return this.#track(core.invocationId, this.#perform(definition, core, convert));
  }

  async #perform<T>(
    definition: FunctionDefinition,
    core: CoreInvocationContext,
    convert: (model: Model, context: unknown, result: unknown) => Promise<T>,
  ): Promise<T> {
    const model = await this.#options.core.model.getInvocationModel(core);
    const { context, inputs } = await model.getArguments();
    this.#contexts.set(core, context);
    const shared = { hookData: {}, appHookData: this.#appHookData, invocationContext: context };

    core.state = 'preInvocationHooks';
    const before = { ...shared, functionCallback: definition.callback, inputs };
    for (const hook of this.#options.core.hooks('preInvocation')) await hook(before);

    core.state = 'invocation';
    const after: Record<string, unknown> = {
      ...shared,
      inputs: before.inputs,
      result: undefined,
      error: undefined,
    };
    try {
      const callback = functionCallbackSchema.parse(before.functionCallback);
      after['result'] = await model.invokeFunction(context, before.inputs, callback);
    } catch (error) {
      after['error'] = error ?? new Error(`function "${definition.name}" threw nothing`);
    }

    core.state = 'postInvocationHooks';
    for (const hook of this.#options.core.hooks('postInvocation')) await hook(after);
    // An app may throw anything, and the caller is to see exactly that.
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the app's own error, whatever it is
    if (after['error'] !== undefined && after['error'] !== null) throw after['error'];
    return convert(model, context, after['result']);
  }

  #coreContext(definition: FunctionDefinition, request: InvocationRequest): CoreInvocationContext {
    const { invocationId = randomUUID() } = request;
    const { core, durableClient, log } = this.#options;
    const inputData: InputBinding[] = [
      { name: definition.triggerBinding, data: request.input },
      ...definition.durableClientBindings.map((name) => ({ name, data: durableClient })),
    ];
    const context: CoreInvocationContext = {
      invocationId,
      request: {
        invocationId,
        functionId: definition.name,
        inputData,
        traceContext: { traceParent: newTraceParent(), traceState: '', attributes: {} },
        ...(request.triggerMetadata === undefined ? {} : { triggerMetadata: request.triggerMetadata }),
      },
      metadata: definition.metadata,
      state: undefined,
      log: (level, category, message) => {
        const line = core.seenByHooks({ level, category, message }, this.#contexts.get(context));
        const suffix = category === 'user' ? '.User' : '';
        log({ level: line.level, category: `Function.${definition.name}${suffix}`, message: line.message });
      },
    };
    return context;
  }

  #track<T>(invocationId: string, invocation: Promise<T>): Promise<T> {
    this.#running.set(invocationId, invocation);
    const forget = (): void => {
      this.#running.delete(invocationId);
    };
    invocation.then(forget, forget);
    return invocation;
  }

  async #withTimeout<T>(name: string, invocation: Promise<T>): Promise<T> {
    const { timeoutMs } = this.#options;
    if (!Number.isFinite(timeoutMs)) return invocation;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => {
          reject(new FunctionTimedOut(`Timeout value of ${timeoutMs} ms was exceeded by function "${name}"`));
        },
        Math.min(timeoutMs, 2 ** 31 - 1),
      );
      invocation.then(resolve, reject).finally(() => {
        clearTimeout(timer);
      });
    });
  }
}

/** The platform has a span for each invocation, and tells it (W3C Trace Context). */
function newTraceParent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

type Model = Awaited<ReturnType<CoreApi['model']['getInvocationModel']>>;
