import { BlobServiceClient } from '@azure/storage-blob';
import { inject } from 'vitest';
import { z } from 'zod';
import { Client } from '../../../local/client.ts';

const told = z.object({ url: z.string(), settings: z.record(z.string(), z.string()) });

/** The stack that all browser tests of a run share. */
export interface SharedStack {
  /** Base address of the app, without a slash at the end. */
  readonly url: string;
  /** Of the app; with them `containerOf` and `documentIds` of stack-data.ts look into its Cosmos DB. */
  readonly settings: Readonly<Record<string, string>>;
  /** Its HTTP API. */
  readonly client: Client;
  /** Its blob storage; `upload` and `scoresCsv` of stack-data.ts put files there. */
  readonly blobs: BlobServiceClient;
}

export async function sharedStack(): Promise<SharedStack> {
  const answer = await fetch(inject('browserStack'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The stack of the browser tests has not started: ${text}`);
  const { url, settings } = told.parse(JSON.parse(text));
  const blobs = BlobServiceClient.fromConnectionString(settings['STORAGE'] ?? '');
  return { url, settings, client: new Client(url), blobs };
}
