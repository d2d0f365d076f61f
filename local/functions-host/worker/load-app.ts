import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

import type { HostLog } from '../host-log.ts';
import { messageOf } from '../host-log.ts';
import { HostStartError } from '../host-start-error.ts';
import { CoreApi } from './core-api.ts';
import { openHttpProxy, type HttpProxy } from './http-proxy.ts';

export interface AppLocation {
  readonly appDirectory: string;
  readonly entry?: string | undefined;
}

/** Shared with `core-module/functions-core.ts`, which is loaded apart from this file. */
const CORE = Symbol.for('evenkeel.functions-host.core-api');
const CORE_MODULE_URL = new URL('../core-module/functions-core.ts', import.meta.url).href;

const { importEntry } = z
  .object({ importEntry: z.custom<(url: string) => Promise<void>>((value) => typeof value === 'function') })
  .parse({ ...createRequire(import.meta.url)('../core-module/import-entry.ts') });

let loading: Promise<unknown> = Promise.resolve();
let loads = 0;
let isResolving = false;

/** An app that has been loaded. */
export interface LoadedApp {
  readonly core: CoreApi;
  /** Where the app wants its HTTP requests sent; undefined when it takes them with the invocation. */
  readonly proxy: HttpProxy | undefined;
}

/**
 * Loads a function app and returns what it registered. Loads are one after another: registrations go to a global,
 * because that is how the SDK finds its host.
 *
 * @throws HostStartError naming the entry, with the entry's own error as its cause.
 */
export async function loadApp(location: AppLocation, log: HostLog): Promise<LoadedApp> {
  const turn = loading.then(() => loadAlone(location, log));
  loading = turn.catch(() => undefined);
  return turn;
}

async function loadAlone(location: AppLocation, log: HostLog): Promise<LoadedApp> {
  hookResolving();
  const entry = location.entry ?? entryOf(location.appDirectory);
  const core = new CoreApi(log);
  Reflect.set(globalThis, CORE, core);
  try {
    // A CommonJS entry is cached by its file name, whatever the query.
    Reflect.deleteProperty(createRequire(import.meta.url).cache, entry);
    loads += 1;
    await importEntry(`${pathToFileURL(entry).href}?load=${loads}`);
  } catch (error) {
    throw new HostStartError(`${entry} failed: ${messageOf(error)}`, { cause: error });
  } finally {
    Reflect.deleteProperty(globalThis, CORE);
  }
  // Asking for the capabilities also locks `app.setup`.
  const proxy = await openHttpProxy(async () => core.model.getCapabilities({}));
  return { core, proxy };
}

/**
 * Hooks stay for the life of the process: the SDK asks for its core lazily, also for a second copy loaded later; and an
 * app in several files loads some of them when it runs. Each load of such an app has its files for itself, as in a
 * process of its own.
 */
function hookResolving(): void {
  if (isResolving) return;
  isResolving = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === '@azure/functions-core')
        return { url: CORE_MODULE_URL, format: 'module-typescript', shortCircuit: true };
      const resolved = nextResolve(specifier, context);
      const load = /^\.{1,2}\//.test(specifier) && /\?load=\d+$/.exec(context.parentURL ?? '')?.[0];
      return load ? { ...resolved, url: `${resolved.url}${load}` } : resolved;
    },
  });
}

const packageSchema = z.looseObject({ main: z.string().min(1) });

function entryOf(appDirectory: string): string {
  const path = join(appDirectory, 'package.json');
  try {
    const { main } = packageSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    if (/[*{]/.test(main)) throw new Error(`"main" is the pattern "${main}"; this host takes one file`);
    return join(appDirectory, main);
  } catch (error) {
    throw new HostStartError(`${path} does not name an entry: ${messageOf(error)}`, { cause: error });
  }
}
