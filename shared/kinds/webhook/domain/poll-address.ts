import type { Json } from './webhook-task.ts';

/** A secret's value, named in its place: what is kept of an address has none in it. */
export function hideSecrets(address: string, secrets: Readonly<Record<string, string>>): string {
  return Object.entries(secrets)
    .filter(([, value]) => value !== '')
    .reduce(
      (rest, [name, value]) =>
        rest.replaceAll(value, mark(name)).replaceAll(encodeURIComponent(value.toWellFormed()), mark(name)),
      address,
    );
}

/** The other way round. What it puts in is encoded, as an address wants it. */
export function showSecrets(address: string, secrets: Readonly<Record<string, string>>): string {
  return Object.entries(secrets).reduce(
    (rest, [name, value]) => rest.replaceAll(mark(name), () => encodeURIComponent(value.toWellFormed())),
    address,
  );
}

function mark(name: string): string {
  return `{secret.${name}}`;
}

/**
 * The address at which the work's state is told, by what the service said and the address that it was asked at. Undefined
 * when it is none that may be asked: not http(s), with a user, or http after https.
 */
export function pollAddressOf(said: Json, calledAt: string): string | undefined {
  const url = typeof said === 'string' ? URL.parse(said, calledAt) : null;
  if (url?.username !== '' || url.password !== '') return undefined;
  const isPlain = url.protocol === 'http:' && calledAt.startsWith('http:');
  url.hash = '';
  return url.protocol === 'https:' || isPlain ? url.href : undefined;
}

/** Whether a task's headers, and the secrets in them, are for an address: they are for the service that was called. */
export function isOfService(address: string, calledAt: string): boolean {
  return URL.parse(address)?.origin === URL.parse(calledAt)?.origin;
}
