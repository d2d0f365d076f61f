import { z } from 'zod';

import { HostStartError } from '../host-start-error.ts';
import type { HostLog } from '../host-log.ts';
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  ProgrammingModel,
} from './worker-protocol.ts';
import {
  functionCallbackSchema,
  functionMetadataSchema,
  hookCallbackSchema,
  programmingModelSchema,
} from './worker-protocol.ts';

/** One `app.http(...)`, `df.app.activity(...)` ... as the app made it. */
export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

const logLineSchema = z.object({ level: z.string(), category: z.string(), message: z.string() });
/** A line as the worker hands it on; `category` is `user` where the app's own code has written it. */
export type LogLine = Readonly<z.output<typeof logLineSchema>>;

const HOOK_NAMES = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/** The core API that `@azure/functions` registers an app with: one per host, open while the app is loaded. */
export class CoreApi {
  /** Hosts may share one copy of the SDK, and a copy introduces itself once in its life. */
  static #lastModel: ProgrammingModel | undefined;

  readonly #functions = new Map<string, RegisteredFunction>();
  readonly #hooks = new Map<string, HookCallback[]>();
  readonly #log: HostLog;
  #model: ProgrammingModel | undefined;

  constructor(log: HostLog) {
    this.#log = log;
  }

  get functions(): readonly RegisteredFunction[] {
    return [...this.#functions.values()];
  }

  /** @throws HostStartError when the app has registered nothing through `@azure/functions`. */
  get model(): ProgrammingModel {
    const model = this.#model ?? CoreApi.#lastModel;
    if (model === undefined)
      throw new HostStartError('the app has not loaded @azure/functions: nothing is registered');
    return model;
  }

  hooks(name: HookName): readonly HookCallback[] {
    return this.#hooks.get(name) ?? [];
  }

  setProgrammingModel(model: unknown): void {
    this.#model = programmingModelSchema.parse(model);
    CoreApi.#lastModel = this.#model;
  }

  getProgrammingModel(): ProgrammingModel {
    return this.model;
  }

  registerFunction(metadata: unknown, callback: unknown): { dispose(): void } {
    const parsed = functionMetadataSchema.parse(metadata);
    // Function names are compared ignoring case, like the platform does.
    const key = parsed.name.toLowerCase();
    if (this.#functions.has(key)) throw new HostStartError(`function "${parsed.name}" is registered twice`);
    this.#functions.set(key, { metadata: parsed, callback: functionCallbackSchema.parse(callback) });
    return { dispose: () => this.#functions.delete(key) };
  }

  registerHook(name: unknown, callback: unknown): { dispose(): void } {
    if (typeof name !== 'string' || !HOOK_NAMES.some((known) => known === name))
      throw unknownHook(String(name));
    const parsed = hookCallbackSchema.parse(callback);
    this.#hooks.set(name, [...(this.#hooks.get(name) ?? []), parsed]);
    return {
      dispose: () => {
        const others = (this.#hooks.get(name) ?? []).filter((registered) => registered !== parsed);
        this.#hooks.set(name, others);
      },
    };
  }

  /**
   * Has the app's `log` hooks see a line of an invocation, as the worker does: they may change the level and the text of
   * what the app itself has logged.
   */
  seenByHooks(line: LogLine, invocationContext: unknown): LogLine {
    const seen: Record<string, unknown> = { ...line, invocationContext, hookData: {}, appHookData: {} };
    for (const hook of this.hooks('log')) hook(seen);
    return line.category === 'user' ? logLineSchema.parse(seen) : line;
  }

  log(level: unknown, category: unknown, message: unknown): void {
    this.#log({ level: String(level), category: `Worker.${String(category)}`, message: String(message) });
  }
}

/** The SDK recognises a hook that the host does not know by this shape, and explains it to the app. */
function unknownHook(name: string): RangeError {
  return Object.assign(new RangeError(`hook "${name}" is not supported by this host`), {
    isAzureFunctionsSystemError: true,
  });
}
