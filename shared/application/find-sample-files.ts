import type { CollectedReport } from '../domain/data/collected-report.ts';
import type { BlobSource } from '../domain/data/data-source.ts';
import type { DataInterval } from '../domain/data/data-interval.ts';
import { resolvePattern } from '../domain/data/resolve-pattern.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { BlobFile, BlobStore } from './ports/blob-store.ts';
import type { SampleFile } from './ports/sample-reader.ts';

/** A sample of more is a path that means more than its author thought of. */
const MAX_FILES = 10_000;

export interface SampleFiles {
  /** The source's path with its placeholders filled in, for messages. */
  readonly path: string;
  /** In code unit order of their paths; none where there is no file yet. */
  readonly files: readonly SampleFile[];
}

/**
 * Finds the files that a source means for a run's data interval, as they are now: reading them fails once they have
 * changed. A collected report is found only as it was collected. Throws InvalidInput for a path or zone that cannot be
 * used, for more than 10,000 files, and for a report of another size; Unavailable.
 */
export type FindSampleFiles = (
  source: BlobSource | CollectedReport,
  interval: DataInterval,
  signal?: AbortSignal,
) => Promise<SampleFiles>;

export function createFindSampleFiles({ blobs }: { readonly blobs: BlobStore }): FindSampleFiles {
  return async (source, interval, signal) => {
    if (source.kind === 'collected-report') return findReport(blobs, source, signal);
    const { container, prefix, path, matches } = resolvePattern(source.path, interval, source.timeZone);
    const files: BlobFile[] = [];
    for await (const file of blobs.list(`${container}/${prefix}`, signal)) {
      if (!matches(file.path.slice(container.length + 1))) continue;
      if (files.length === MAX_FILES) throw tooMany(path);
      files.push(file);
    }
    return { path, files: inOrder(files) };
  };
}

async function findReport(
  blobs: BlobStore,
  { runId, path, sizeBytes, sha256 }: CollectedReport,
  signal?: AbortSignal,
): Promise<SampleFiles> {
  for await (const file of blobs.list(path, signal)) {
    // The listing is of all that begins with the path.
    if (file.path !== path) continue;
    if (file.sizeBytes === sizeBytes) return { path, files: [{ ...file, sha256 }] };
    const message = `'${path}' has ${file.sizeBytes} bytes, and what run '${runId}' collected had ${sizeBytes}: it was replaced since.`;
    throw new InvalidInput(message, [{ pointer: '/path', message }]);
  }
  return { path, files: [] };
}

/** Files in code unit order of their paths, which is no one's locale. */
export function inOrder<T extends BlobFile>(files: readonly T[]): readonly T[] {
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function tooMany(path: string): InvalidInput {
  const message = `'${path}' means more than ${MAX_FILES} files; name fewer, or write them larger.`;
  return new InvalidInput(message, [{ pointer: '/path', message }]);
}
