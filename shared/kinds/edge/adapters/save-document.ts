import type { Container } from '@azure/cosmos';
import { createVersioned, replaceDocument } from '../../../adapters/cosmos/write-document.ts';
import { VersionConflict } from '../../../domain/errors.ts';
import type { ConditionalSave } from '../application/ports/edge-stores.ts';
import type { EdgeDocument } from './edge-documents.ts';

/** Makes a document, or replaces it at a version. Throws Unavailable. */
export async function saveDocument(
  container: Container,
  document: EdgeDocument,
  ifVersion: string | undefined,
): Promise<ConditionalSave> {
  if (ifVersion === undefined) {
    const version = await createVersioned(container, document);
    return version === undefined ? { outcome: 'conflict' } : { outcome: 'saved', version };
  }
  try {
    const version = await replaceDocument(container, { document, partitionKey: document.site, ifVersion });
    return { outcome: 'saved', version };
  } catch (error) {
    if (error instanceof VersionConflict) return { outcome: 'conflict' };
    throw error;
  }
}
