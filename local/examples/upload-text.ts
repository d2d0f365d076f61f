import type { BlobServiceClient } from '@azure/storage-blob';

/** Stores text at `<container>/<name>`, in place of what is there. */
export async function uploadText(blobs: BlobServiceClient, path: string, text: string): Promise<void> {
  const [container = '', ...name] = path.split('/');
  const blob = blobs.getContainerClient(container).getBlockBlobClient(name.join('/'));
  await blob.upload(text, Buffer.byteLength(text), { blobHTTPHeaders: { blobContentType: 'text/csv' } });
}
