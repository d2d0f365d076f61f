/**
 * What an app gets for `@azure/functions-core`, the module that the platform's worker makes up. It forwards to whichever
 * host is loading an app now: the SDK keeps the first module that it sees for the life of the process, hosts come and go.
 *
 * Node loads this file by itself, beside (not through) whatever loaded the host; the two meet in one global, whose
 * symbol and shape are also written in `worker/core-api.ts`.
 */
type CoreFunction = (...parameters: readonly unknown[]) => unknown;

const CORE = Symbol.for('evenkeel.functions-host.core-api');

export const version = '4.0.0';
export const hostVersion = '4.1000.0';

export function setProgrammingModel(model: unknown): void {
  call('setProgrammingModel', model);
}

export function getProgrammingModel(): unknown {
  return call('getProgrammingModel');
}

export function registerFunction(metadata: unknown, callback: unknown): unknown {
  return call('registerFunction', metadata, callback);
}

export function registerHook(hookName: unknown, callback: unknown): unknown {
  return call('registerHook', hookName, callback);
}

/** The SDK also logs while an app runs, when no host is loading one: then nobody is there to take it. */
export function log(level: unknown, category: unknown, message: unknown): void {
  if (isLoading()) call('log', level, category, message);
}

/** The SDK hands these to apps; registrations last as long as the host, so there is nothing to undo. */
export class Disposable {
  static from(): Disposable {
    return new Disposable();
  }
  dispose(): void {
    throw new Error('Registrations cannot be undone on this host');
  }
}

function isLoading(): boolean {
  return Reflect.get(globalThis, CORE) !== undefined;
}

function call(name: string, ...parameters: readonly unknown[]): unknown {
  const core: unknown = Reflect.get(globalThis, CORE);
  const member: unknown = typeof core === 'object' && core !== null ? Reflect.get(core, name) : undefined;
  if (!isCoreFunction(member))
    throw new Error(`"${name}" is not possible now: no functions host is loading an app`);
  return Reflect.apply(member, core, parameters);
}

function isCoreFunction(value: unknown): value is CoreFunction {
  return typeof value === 'function';
}
