import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BuildReport } from './build-report.ts';
import { PARTS, packageFiles, type Part } from './package-files.ts';
import { readZip } from './read-zip.ts';
import { zipFiles } from './zip-files.ts';

/** More takes long to fetch at the start of an instance. */
export const MAX_ZIPPED_BYTES = 60_000_000;

/** The plan runs Linux on x64, and the native library is the one of the machine that packs. */
const NATIVE_LIBRARY =
  /^dist\/functions\/node_modules\/@duckdb\/node-bindings-linux-x64\/(duckdb\.node|libduckdb\.so)$/;

/** How large the package is. */
export interface PackedApp {
  readonly version: string;
  readonly zippedBytes: number;
  readonly parts: readonly PackedPart[];
}

export interface PackedPart {
  readonly part: Part;
  readonly files: number;
  readonly bytes: number;
  readonly zippedBytes: number;
}

/**
 * Puts what a build has made into one zip archive, `file`. The same build gives the same bytes. Throws where the native
 * library is not the one of the plan.
 */
export async function packageApp(
  { root, report }: { readonly root: string; readonly report: BuildReport },
  file: string,
  zipping: { readonly compressionLevel?: number } = {},
): Promise<PackedApp> {
  const files = await packageFiles(root, report);
  if (files.filter(({ path }) => NATIVE_LIBRARY.test(path)).length < 2) {
    throw new Error(
      'DuckDB for Linux on x64 is not installed: pack on that platform, as the plan runs on it.',
    );
  }
  const archive = await zipFiles(files, zipping);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.packing`, archive);
  await rename(`${file}.packing`, file);
  const partOf = new Map(files.map(({ path, part }) => [path, part]));
  const entries = readZip(archive);
  const parts = PARTS.map((part) => {
    const its = entries.filter(({ path }) => partOf.get(path) === part);
    return {
      ...{ part, files: its.length },
      bytes: its.reduce((sum, { bytes }) => sum + bytes, 0),
      zippedBytes: its.reduce((sum, { zippedBytes }) => sum + zippedBytes, 0),
    };
  });
  return { version: report.version, zippedBytes: archive.length, parts };
}
