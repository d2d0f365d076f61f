import { inflateRawSync } from 'node:zlib';

/** A file in a zip archive. */
export interface ZipEntry {
  readonly path: string;
  readonly zippedBytes: number;
  readonly bytes: number;
  /** Unpacks it. */
  read(): Buffer;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files of an archive as its directory names them. For archives that were made here: throws for a comment at their
 * end, 64-bit archives and other methods than deflating.
 */
export function readZip(archive: Buffer): readonly ZipEntry[] {
  const end = archive.length - END_BYTES;
  if (end < 0 || archive.readUInt32LE(end) !== END_SIGNATURE)
    throw new Error('This is no zip archive of ours.');
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error('The archive has a broken directory.');
    const nameEnd = at + ENTRY_BYTES + archive.readUInt16LE(at + 28);
    entries.push(entryAt(archive, at, archive.toString('utf8', at + ENTRY_BYTES, nameEnd)));
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function entryAt(archive: Buffer, at: number, path: string): ZipEntry {
  const method = archive.readUInt16LE(at + 10);
  if (method !== STORED && method !== DEFLATED) throw new Error(`'${path}' is packed by method ${method}.`);
  const zippedBytes = archive.readUInt32LE(at + 20);
  const local = archive.readUInt32LE(at + 42);
  const read = () => {
    const start = local + LOCAL_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(start, start + zippedBytes);
    return method === STORED ? packed : inflateRawSync(packed);
  };
  return { path, zippedBytes, bytes: archive.readUInt32LE(at + 24), read };
}
