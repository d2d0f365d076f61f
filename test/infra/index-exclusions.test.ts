import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ofType, ownName, propertyOf, resourcesOf } from './on-paper/paper-environments.ts';

const ADAPTERS = join(import.meta.dirname, '../../shared/adapters/cosmos');

const KINDS = join(import.meta.dirname, '../../shared/kinds');

function filesIn(folder: string): { readonly name: string; readonly text: string }[] {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name }) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** Of the app, and of the kinds that store something of their own. */
const files = [
  ...filesIn(ADAPTERS),
  ...readdirSync(KINDS)
    .map((kind) => join(KINDS, kind, 'adapters'))
    .filter((folder) => existsSync(folder))
    .flatMap(filesIn),
];

/** Paths of documents, such as `task/modelId`, that a file's queries have conditions or orders on. */
function pathsIn(text: string): string[] {
  // What a query gives is read from documents, whatever the index.
  const behindSelect = text.replaceAll(/SELECT\b.*?\bFROM\b/g, '');
  const quoted = [...behindSelect.matchAll(/'[^'\n]*'|"[^"\n]*"|`[^`]*`/g)].map(([found]) => found);
  return quoted.flatMap((each) =>
    [...each.matchAll(/\bc\.([A-Za-z_]+(?:\.[A-Za-z_]+)*)/g)].map(([, path]) =>
      (path ?? '').replaceAll('.', '/'),
    ),
  );
}

/** The containers that each file is for: a store names its own in words or by a field, and what it imports is for the same. */
function containersOf(name: string, seen: ReadonlySet<string> = new Set()): string[] {
  const own = files.find((file) => file.name === name)?.text ?? '';
  const told = [...own.matchAll(/(?:container `|#containers\.)(\w+)/g)].map(
    ([, container]) => container ?? '',
  );
  if (told.length > 0 || seen.has(name)) return [...new Set(told)];
  const importers = files.filter(({ text }) => text.includes(`'./${name}'`));
  const found = importers.flatMap((importer) => containersOf(importer.name, new Set([...seen, name])));
  return [...new Set(found)];
}

/**
 * Conditions that the index need not serve, because others of the same query have left few documents: whether an entry of a
 * history has a definition is asked of those of one generation of one job, and a text is looked for in the log of one job.
 */
const AFTER_THE_INDEX: Readonly<Record<string, readonly string[]>> = { jobs: ['definition'], logs: ['text'] };

interface Policy {
  readonly container: string;
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}

function pathsOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value.map((each: unknown) =>
        typeof each === 'object' && each !== null && 'path' in each ? String(each.path) : '',
      )
    : [];
}

const made = ofType(
  resourcesOf('production'),
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers',
);
const policies: readonly Policy[] = made.map((container) => ({
  container: ownName(container),
  included: pathsOf(propertyOf(container, 'resource.indexingPolicy.includedPaths')),
  excluded: pathsOf(propertyOf(container, 'resource.indexingPolicy.excludedPaths')),
}));

/** Whether a policy leaves a path of a document out: the longest of its paths that covers it decides. */
function isLeftOut(path: string, { included, excluded }: Policy): boolean {
  const reach = (covering: string): number => {
    const prefix = covering.replace(/\/[*?]$/, '');
    return `/${path}/`.startsWith(`${prefix}/`) ? prefix.length : -1;
  };
  return Math.max(-1, ...excluded.map(reach)) > Math.max(-1, ...included.map(reach));
}

describe('what is left out of the index', () => {
  test('is known, because every query is for a container that its file or a store names', () => {
    const searching = files.filter(({ text }) => /\bSELECT\b/.test(text) && pathsIn(text).length > 0);
    const unknown = searching.map(({ name }) => name).filter((name) => containersOf(name).length === 0);

    expect(unknown).toEqual([]);
    expect(searching.length).toBeGreaterThan(15);
  });

  const searched = policies.filter(({ included }) => included.length > 0);

  test.each(searched.map((policy) => [policy.container, policy] as const))(
    'of %s has no query a condition or an order on',
    (container, policy) => {
      const ofContainer = files.filter(({ name }) => containersOf(name).includes(container));
      const asked = ofContainer.flatMap(({ name, text }) => pathsIn(text).map((path) => ({ name, path })));
      const missed = asked.filter(({ path }) => isLeftOut(path, policy));

      expect(missed.filter(({ path }) => AFTER_THE_INDEX[container]?.includes(path) !== true)).toEqual([]);
    },
  );

  test('of the container `requests` is everything, and nobody searches it', () => {
    const policy = policies.find(({ container }) => container === 'requests');
    const stores = files.filter(({ name }) => /^cosmos-(?:rate|request)-store/.test(name));

    expect(policy).toEqual({ container: 'requests', included: [], excluded: ['/*', '/"_etag"/?'] });
    expect(stores.map(({ name }) => name).sort()).toEqual([
      'cosmos-rate-store.ts',
      'cosmos-request-store.ts',
    ]);
    expect(stores.filter(({ text }) => /\bSELECT\b|ORDER BY/.test(text))).toEqual([]);
  });

  test('is a field that documents have', () => {
    const all = files.map(({ text }) => text).join('\n');
    const fields = policies.flatMap(({ excluded }) => excluded.map((path) => path.split('/')[1] ?? ''));
    const ofDocuments = fields.filter((field) => !['*', '"_etag"'].includes(field));

    expect(ofDocuments.length).toBeGreaterThan(5);
    expect(ofDocuments.filter((field) => !new RegExp(`\\b${field}\\b`).test(all))).toEqual([]);
  });

  test('is found where a query would need it', () => {
    const [jobs] = policies.filter(({ container }) => container === 'jobs');
    const query = '`SELECT c.result FROM c WHERE c.policies.retry > 1 ORDER BY c.task.modelId`';

    expect(pathsIn(query)).toEqual(['policies/retry', 'task/modelId']);
    expect(jobs && pathsIn(query).map((path) => isLeftOut(path, jobs))).toEqual([true, false]);
  });
});
