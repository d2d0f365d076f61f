import type { Container } from '@azure/cosmos';
import { VersionConflict } from '../../domain/errors.ts';
import { statusOf, translated } from './cosmos-errors.ts';

type StoredDocument = { readonly id: string } & Readonly<Record<string, unknown>>;

interface DocumentToReplace {
  readonly document: StoredDocument;
  readonly partitionKey: string;
  readonly ifVersion: string;
}

/** Replaces a document. Throws VersionConflict when it is gone or no longer at `ifVersion`, its ETag. */
export async function replaceDocument(
  container: Container,
  { document, partitionKey, ifVersion }: DocumentToReplace,
): Promise<void> {
  const accessCondition = { type: 'IfMatch', condition: ifVersion };
  try {
    await translated(() => container.item(document.id, partitionKey).replace(document, { accessCondition }));
  } catch (error) {
    if (statusOf(error) !== 412 && statusOf(error) !== 404) throw error;
    throw new VersionConflict(document.id, { cause: error });
  }
}

/** Creates a document whose id is free; one that is there already stays as it is. */
export async function createDocument(
  container: Container,
  document: StoredDocument,
): Promise<'created' | 'already-exists'> {
  try {
    await translated(() => container.items.create(document));
    return 'created';
  } catch (error) {
    if (statusOf(error) === 409) return 'already-exists';
    throw error;
  }
}
