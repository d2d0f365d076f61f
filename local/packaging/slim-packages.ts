import type { OnLoadResult, Plugin } from 'esbuild';

/** Text in place of a file of a package: what the app uses of it. */
const REPLACED: readonly { readonly file: RegExp; readonly contents: string }[] = [
  // The words of zod's errors in fifty languages, of which the app speaks one: 350 kB to be read at each start.
  {
    file: /\/node_modules\/zod\/v4\/locales\/index\.js$/,
    contents: "export { default as en } from './en.js';",
  },
  // Makes schemas of JSON Schema; the app goes the other way alone: 18 kB.
  {
    file: /\/node_modules\/zod\/v4\/classic\/from-json-schema\.js$/,
    contents:
      "export function fromJSONSchema() { throw new Error('fromJSONSchema is left out of this app: local/packaging.'); }",
  },
  // Durable Functions asks of all validators whether a text is a URL: 250 kB.
  {
    file: /\/node_modules\/validator\/index\.js$/,
    contents: "exports.isURL = require('./lib/isURL').default;",
  },
  // By which axios names the type of a file in a form, which nobody here sends: 137 kB.
  { file: /\/node_modules\/mime-db\/index\.js$/, contents: 'module.exports = {};' },
  // A checksum that a transfer of a blob may ask for; none of ours does: 93 kB.
  {
    file: /\/node_modules\/@azure\/storage-common\/dist\/esm\/crc64\.js$/,
    contents:
      "export default () => Promise.reject(new Error('CRC64 is left out of this app: local/packaging.'));",
  },
];

/**
 * Durable Functions makes its HTTP client when an orchestration is started or asked for; most instances of the app
 * never do that. What it imports is therefore loaded by its first look at it.
 */
const LOADED_AT_FIRST_USE = [{ name: 'axios', importer: /\/node_modules\/durable-functions\// }] as const;

const LAZY = 'loaded-at-first-use';

/** Leaves out of the bundle what its packages bring and the app does not use, or not at its start. */
export const slimPackages: Plugin = {
  name: 'slim-packages',
  setup(build) {
    for (const { file, contents } of REPLACED) {
      build.onLoad({ filter: file }, (): OnLoadResult => ({ contents, loader: 'js' }));
    }
    for (const { name, importer } of LOADED_AT_FIRST_USE) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, ({ importer: from, resolveDir }) =>
        importer.test(from) ? { path: name, namespace: LAZY, pluginData: resolveDir } : undefined,
      );
    }
    build.onLoad({ filter: /.*/, namespace: LAZY }, ({ path, pluginData }): OnLoadResult => ({
      contents: lazyModule(path),
      ...(typeof pluginData === 'string' && { resolveDir: pluginData }),
    }));
  },
};

/** A CommonJS module whose default export is another's, which it loads when that is looked at. */
function lazyModule(name: string): string {
  return `
    Object.defineProperty(exports, '__esModule', { value: true });
    Object.defineProperty(exports, 'default', { get: () => require(${JSON.stringify(name)}).default });`;
}
