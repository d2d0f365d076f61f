import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const reportSchema = z.object({
  /** As the app tells it in its health. */
  version: z.string(),
  /** The bundle's files, without their source maps. */
  bundle: z.record(
    z.string(),
    z.object({
      /** How many of its bytes are of which package; those of this repository are `own`. */
      bytesByPackage: z.record(z.string(), z.number()),
      /** The files that are loaded with it; those that it loads at their first use are not among them. */
      imports: z.array(z.string()),
    }),
  ),
  /** Folders that are deployed beside the bundle. */
  placed: z.array(z.string()),
});

/** What a build has made, with paths in the repository. Older parts of the bundle may lie beside the ones named. */
export type BuildReport = z.infer<typeof reportSchema>;

const FILE = 'dist/build.json';

/** Keeps the report of the latest build beside what it has made. */
export async function writeBuildReport(root: string, report: BuildReport): Promise<void> {
  const file = join(root, FILE);
  const writing = `${file}.${process.pid}`;
  await writeFile(writing, JSON.stringify(report));
  await rename(writing, file);
}

/** Throws where nothing has been built yet. */
export async function readBuildReport(root: string): Promise<BuildReport> {
  return reportSchema.parse(JSON.parse(await readFile(join(root, FILE), 'utf8')));
}
