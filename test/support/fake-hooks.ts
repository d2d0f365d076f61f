import type {
  AppTerminateHandler,
  FunctionHandler,
  LogCategory,
  LogHookHandler,
  PostInvocationHandler,
  PreInvocationHandler,
} from '@azure/functions';
import type { InvocationContext } from '@azure/functions';
import {
  AppTerminateContext,
  InvocationContext as Invocation,
  LogHookContext,
  PostInvocationContext,
  PreInvocationContext,
} from './azure-functions.ts';

interface Disposable {
  dispose(): void;
}

/** The platform's hooks, called in the order of their registration. */
export class FakeHooks {
  readonly #before: PreInvocationHandler[] = [];
  readonly #after: PostInvocationHandler[] = [];
  readonly #lines: LogHookHandler[] = [];
  readonly #ends: AppTerminateHandler[] = [];

  readonly preInvocation = (hook: PreInvocationHandler): Disposable => keep(this.#before, hook);
  readonly postInvocation = (hook: PostInvocationHandler): Disposable => keep(this.#after, hook);
  readonly log = (hook: LogHookHandler): Disposable => keep(this.#lines, hook);
  readonly appTerminate = (hook: AppTerminateHandler): Disposable => keep(this.#ends, hook);

  /** Invokes a handler between the hooks, and tells what came of it. */
  async invoke(
    invocationContext: InvocationContext,
    functionCallback: FunctionHandler,
  ): Promise<{ readonly result: unknown; readonly error: unknown; readonly handler: FunctionHandler }> {
    const before = new PreInvocationContext({ invocationContext, functionCallback });
    for (const hook of this.#before) await hook(before);
    const handler = before.functionHandler;
    const outcome: { result?: unknown; error?: unknown } = {};
    try {
      outcome.result = await handler(undefined, invocationContext);
    } catch (error) {
      outcome.error = error;
    }
    const after = new PostInvocationContext({ invocationContext, ...outcome });
    for (const hook of this.#after) await hook(after);
    return { result: after.result, error: after.error, handler };
  }

  /** A line as it goes out. */
  logged(category: LogCategory, message: string): string {
    const line = new LogHookContext({ level: 'error', category, message });
    for (const hook of this.#lines) hook(line);
    return line.message;
  }

  async terminate(): Promise<void> {
    for (const hook of this.#ends) await hook(new AppTerminateContext());
  }
}

export function invocationOf(functionName: string, trigger: string, traceParent?: string): InvocationContext {
  return new Invocation({
    ...{ invocationId: 'i-1', functionName },
    options: { trigger: { type: trigger, name: 'in' }, extraInputs: [], extraOutputs: [] },
    ...(traceParent === undefined ? {} : { traceContext: { traceParent } }),
  });
}

function keep<T>(hooks: T[], hook: T): Disposable {
  hooks.push(hook);
  return { dispose: () => undefined };
}
