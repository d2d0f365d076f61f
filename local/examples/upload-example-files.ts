import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BlobServiceClient } from '@azure/storage-blob';
import { uploadText } from './upload-text.ts';

const DATA = fileURLToPath(new URL('../../examples/data', import.meta.url));

/** Puts the files that the documents in examples/ name where those look for them. Doing it again changes nothing. */
export async function uploadExampleFiles(blobs: BlobServiceClient): Promise<void> {
  for await (const path of glob('*/**/*.csv', { cwd: DATA })) {
    await uploadText(blobs, path, await readFile(`${DATA}/${path}`, 'utf8'));
  }
}
