import { registerHooks } from 'node:module';

/*
 * Loads an app's entry in a process of its own, as the platform's worker does, and writes what that took and what was
 * registered as one line of JSON. Imports nothing, so that the entry finds nothing loaded.
 */

/** The host's stand-in for `@azure/functions-core` finds its host by this symbol. */
const CORE = Symbol.for('evenkeel.functions-host.core-api');
const CORE_MODULE_URL = new URL('../functions-host/core-module/functions-core.ts', import.meta.url).href;

const [entry = ''] = process.argv.slice(2);
const functions: unknown[] = [];
let model: unknown;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== '@azure/functions-core') return nextResolve(specifier, context);
    return { url: CORE_MODULE_URL, format: 'module-typescript', shortCircuit: true };
  },
});
Reflect.set(globalThis, CORE, {
  setProgrammingModel: (set: unknown) => (model = set),
  getProgrammingModel: () => model,
  registerFunction: (registered: object) => functions.push(Reflect.get(registered, 'name')),
  registerHook: () => ({ dispose: () => undefined }),
  log: () => undefined,
});
// The app's words are not this process's answer.
for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) console[level] = () => undefined;

const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
await import(entry);
const elapsedMs = performance.now() - startedAt;
const { user, system } = process.cpuUsage(cpuBefore);
process.stdout.write(JSON.stringify({ elapsedMs, cpuMs: (user + system) / 1000, functions }));
// What it has opened, timers for example, would keep it.
process.exit(0);
