import { lookup } from 'node:dns/promises';
import { isIP, isIPv4 } from 'node:net';
import { OutgoingFault } from '../../application/ports/outgoing-http.ts';
import type { AddressGuard } from './address-guard.ts';
import { hostOf, portOf } from './parse-url.ts';

/** Gives all addresses of a name, as the system resolves it. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface HostRules {
  readonly guard: AddressGuard;
  readonly resolve: Resolve;
  /** Of public addresses; of allowed private ranges any port may be called. */
  readonly allowedPorts: ReadonlySet<number>;
}

/** A name with very many addresses is not tried for ever. */
const MAX_ADDRESSES = 6;

export async function resolveBySystem(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}

/**
 * The addresses of the URL's host that may be connected to, to be tried in this order. They are looked up once, and the
 * connection goes to one of them: another answer to a second question (DNS rebinding) changes nothing.
 * A host of which one address is refused is refused as a whole.
 *
 * @throws OutgoingFault `address-refused` or `name-not-found`. It does not tell the address, so that nobody learns about
 * the inside of the network from it.
 */
export async function vetHost(
  url: URL,
  { guard, resolve, allowedPorts }: HostRules,
): Promise<readonly string[]> {
  const host = hostOf(url);
  const port = portOf(url);
  const addresses = isIP(host) === 0 ? await resolveName(host, resolve) : [host];
  const kinds = new Set(addresses.map((address) => guard.judge(address, port)));
  if (kinds.has('refused')) throw refused(`${host} has an address that may not be called.`);
  if (!kinds.has('public')) return inTurns(addresses);
  if (url.protocol === 'http:') throw refused(`${host} must be called by https.`);
  if (!allowedPorts.has(port)) throw refused(`Port ${port} of ${host} may not be called.`);
  return inTurns(addresses);
}

function refused(message: string): OutgoingFault {
  return new OutgoingFault('address-refused', message);
}

async function resolveName(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    const addresses = await resolve(host);
    if (addresses.length > 0) return addresses;
  } catch (cause) {
    throw notFound(host, cause);
  }
  throw notFound(host, undefined);
}

function notFound(host: string, cause: unknown): OutgoingFault {
  const isTransient = cause instanceof Error && 'code' in cause && cause.code === 'EAI_AGAIN';
  return new OutgoingFault('name-not-found', `The name ${host} cannot be resolved.`, { isTransient, cause });
}

/** One of each family in turn (RFC 8305, section 4), so that a family without a way out costs one try at most. */
function inTurns(addresses: readonly string[]): readonly string[] {
  const firstIsIPv4 = isIPv4(addresses[0] ?? '');
  const first = addresses.filter((address) => isIPv4(address) === firstIsIPv4);
  const second = addresses.filter((address) => isIPv4(address) !== firstIsIPv4);
  const rounds = Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [
    ...first.slice(index, index + 1),
    ...second.slice(index, index + 1),
  ]);
  return rounds.flat().slice(0, MAX_ADDRESSES);
}
