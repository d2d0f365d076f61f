import type { Container } from '@azure/cosmos';
import { VersionConflict } from '../../domain/errors.ts';
import { statusOf, translated } from './cosmos-errors.ts';
import { documentBody } from './document-body.ts';
import type { GroupedSource } from './read-document.ts';

type StoredDocument = { readonly id: string } & Readonly<Record<string, unknown>>;

interface DocumentToReplace {
  readonly document: StoredDocument;
  readonly partitionKey: string;
  readonly ifVersion: string;
}

/**
 * Replaces a document and gives its new ETag. Throws VersionConflict when it is gone or no longer at `ifVersion`,
 * its ETag.
 */
export async function replaceDocument(
  container: Container,
  { document, partitionKey, ifVersion }: DocumentToReplace,
): Promise<string> {
  const { etag } = await conditional(document.id, ifVersion, (accessCondition) =>
    container.item(document.id, partitionKey).replace(document, { accessCondition }),
  );
  return etag;
}

interface DocumentToDelete {
  readonly id: string;
  readonly partitionKey: string;
  readonly ifVersion: string;
}

/** Deletes a document. Throws VersionConflict when it is gone or no longer at `ifVersion`, its ETag. */
export async function deleteDocument(
  container: Container,
  { id, partitionKey, ifVersion }: DocumentToDelete,
): Promise<void> {
  await conditional(id, ifVersion, (accessCondition) =>
    container.item(id, partitionKey).delete({ accessCondition }),
  );
}

async function conditional<T>(
  id: string,
  ifVersion: string,
  write: (condition: AccessCondition) => Promise<T>,
): Promise<T> {
  try {
    return await translated(() => write({ type: 'IfMatch', condition: ifVersion }));
  } catch (error) {
    if (statusOf(error) !== 412 && statusOf(error) !== 404) throw error;
    throw new VersionConflict(id, { cause: error });
  }
}

/**
 * Writes a document over its version, or for the first time where there is none (`ifVersion` undefined), and gives the new
 * version; `conflict`: it has changed since.
 */
export async function saveVersioned(
  container: Container,
  {
    document,
    partitionKey,
    ifVersion,
  }: Omit<DocumentToReplace, 'ifVersion'> & { readonly ifVersion: string | undefined },
): Promise<{ readonly version: string } | 'conflict'> {
  try {
    const version =
      ifVersion === undefined
        ? await createVersioned(container, document)
        : await replaceDocument(container, { document, partitionKey, ifVersion });
    return version === undefined ? 'conflict' : { version };
  } catch (error) {
    if (error instanceof VersionConflict) return 'conflict';
    throw error;
  }
}

/** Deletes a document whatever its version; false where there is none. */
export async function deleteIfThere(
  container: Container,
  { id, partitionKey }: Pick<DocumentToDelete, 'id' | 'partitionKey'>,
): Promise<boolean> {
  try {
    await translated(() => container.item(id, partitionKey).delete());
    return true;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return false;
  }
}

interface AccessCondition {
  readonly type: string;
  readonly condition: string;
}

/** Creates a document whose id is free; one that is there already stays as it is. */
export async function createDocument(
  container: Container,
  document: StoredDocument,
): Promise<'created' | 'already-exists'> {
  return (await createVersioned(container, document)) === undefined ? 'already-exists' : 'created';
}

/** As `createDocument`; gives the ETag of the new document, undefined when the id is taken. */
export async function createVersioned(
  container: Container,
  document: StoredDocument,
): Promise<string | undefined> {
  try {
    const { etag } = await translated(() => container.items.create(document));
    return etag;
  } catch (error) {
    if (statusOf(error) === 409) return undefined;
    throw error;
  }
}

/** As `createDocument`, in one request with what else is asked for at the moment. For small documents: the request has a limit. */
export async function createGrouped(
  { container, operations }: GroupedSource,
  { document, partitionKey }: Omit<DocumentToReplace, 'ifVersion'>,
): Promise<'created' | 'already-exists'> {
  const { statusCode } = await operations.perform({
    operation: { operationType: 'Create', resourceBody: documentBody(document), partitionKey },
    alone: async () => ({
      statusCode: (await createDocument(container, document)) === 'created' ? 201 : 409,
    }),
  });
  return statusCode === 409 ? 'already-exists' : 'created';
}
