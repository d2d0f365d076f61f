/** Of a document of Azurite's, and of its `properties`. */
const INSTANTS: ReadonlySet<string> = new Set([
  ...['leaseExpireTime', 'leaseBreakTime'],
  ...['creationTime', 'lastModified', 'lastAccessedOn', 'copyCompletionTime', 'accessTierChangeTime'],
  ...['deletedTime', 'expiresOn', 'immutabilityPolicyExpiresOn'],
]);

/**
 * A document as it was before it became JSON. Azurite itself leaves texts where there were dates, and then finds that
 * every lease has expired when it is started again.
 */
export function reviveInstants(document: object): object {
  const revived = revive(document);
  const properties = revived['properties'];
  // Not what is below: names in the metadata are the callers' own.
  return typeof properties === 'object' && properties !== null
    ? { ...revived, properties: revive(properties) }
    : revived;
}

function revive(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => [
      name,
      INSTANTS.has(name) && typeof value === 'string' ? new Date(value) : value,
    ]),
  );
}
