import type { Metafile } from 'esbuild';
import type { BuildReport } from './build-report.ts';

type Bundle = BuildReport['bundle'];

/** The files of a bundle by their paths, without their source maps. */
export function bundleFilesOf({ outputs }: Metafile): Bundle {
  const files = Object.entries(outputs).filter(([path]) => !path.endsWith('.map'));
  return Object.fromEntries(
    files.map(([path, { inputs, imports }]) => [
      path,
      {
        bytesByPackage: bytesByPackage(inputs),
        imports: imports
          .filter(({ kind, external }) => kind === 'import-statement' && external !== true)
          .map(({ path: imported }) => imported),
      },
    ]),
  );
}

/** A file of the bundle and all that is loaded with it. */
export function loadedWith(path: string, bundle: Bundle): ReadonlySet<string> {
  const loaded = new Set([path]);
  // A set is walked through to what is added on the way.
  for (const file of loaded) for (const imported of bundle[file]?.imports ?? []) loaded.add(imported);
  return loaded;
}

function bytesByPackage(inputs: Metafile['outputs'][string]['inputs']): Record<string, number> {
  const bytes: Record<string, number> = {};
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'own';
    bytes[name] = (bytes[name] ?? 0) + bytesInOutput;
  }
  return bytes;
}
