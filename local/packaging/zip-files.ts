import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

const MODE = 0o100644;

/** Puts files into a zip archive, in their order. The same files give the same bytes. */
export async function zipFiles(
  files: readonly { readonly path: string; readonly bytes: Buffer }[],
  { compressionLevel = 6 }: { readonly compressionLevel?: number } = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  // In local time, as the format has it: it is then the same wherever the package is made.
  const mtime = new Date(2000, 0, 1, 12);
  for (const { path, bytes } of files) {
    zip.addBuffer(bytes, path, { mtime, mode: MODE, forceDosTimestamp: true, compressionLevel });
  }
  zip.end();
  return buffer(zip.outputStream);
}
