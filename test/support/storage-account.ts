import { inject } from 'vitest';

/** The connection string of an empty storage account in the blob service that test files share. */
export async function storageAccount(): Promise<string> {
  const answer = await fetch(inject('storageAccounts'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The shared blob service has not started: ${text}`);
  return text;
}
