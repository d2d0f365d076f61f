import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { BuildReport } from './build-report.ts';
import { loadedWith } from './bundle-files.ts';

/** What the package is made of, in the order in which it is told of. */
export const PARTS = [
  'loaded at start',
  'loaded at first use',
  'docs page',
  'web page',
  'packages',
  'manifests',
] as const;
export type Part = (typeof PARTS)[number];

/** A file of the package. */
export interface PackageFile {
  /** In the package, with `/`. */
  readonly path: string;
  readonly part: Part;
  readonly bytes: Buffer;
}

/** What a placed package has beside its code and its licence. */
const NOT_DEPLOYED = /\.(d\.[cm]?ts|map|md)$/;

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  type: z.string(),
  main: z.string(),
});

/**
 * The files that are deployed, sorted by path: host.json, package.json, the bundle without its source maps, and what is
 * placed beside it. Source maps stay with the build: the platform's Node does not read them.
 */
export async function packageFiles(root: string, report: BuildReport): Promise<readonly PackageFile[]> {
  const atStart = loadedWith('dist/functions/main.js', report.bundle);
  const placed = (await Promise.all(report.placed.map((folder) => filesIn(root, folder)))).flat();
  const paths: readonly (readonly [string, Part])[] = [
    ...Object.keys(report.bundle).map(
      (path) => [path, atStart.has(path) ? 'loaded at start' : 'loaded at first use'] as const,
    ),
    ...placed.map((path) => [path, partOf(path)] as const),
    ['host.json', 'manifests'],
  ];
  const read = await Promise.all(
    paths.map(async ([path, part]) => ({ path, part, bytes: await readFile(join(root, path)) })),
  );
  const files: PackageFile[] = [
    ...read,
    { path: 'package.json', part: 'manifests', bytes: await manifest(root) },
  ];
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function partOf(placed: string): Part {
  if (placed.includes('/docs-page/')) return 'docs page';
  return placed.includes('/web-page/') ? 'web page' : 'packages';
}

async function filesIn(root: string, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of glob(`${folder}/**/*`, { cwd: root, withFileTypes: true })) {
    if (!entry.isFile() || NOT_DEPLOYED.test(entry.name)) continue;
    paths.push(join(entry.parentPath, entry.name).slice(root.length).replace(/^\//, ''));
  }
  return paths;
}

/** What Node and the host read of package.json: no scripts, and nothing to install. */
async function manifest(root: string): Promise<Buffer> {
  const text = await readFile(join(root, 'package.json'), 'utf8');
  const deployed = manifestSchema.parse(JSON.parse(text));
  return Buffer.from(`${JSON.stringify({ ...deployed, private: true }, undefined, 2)}\n`);
}
