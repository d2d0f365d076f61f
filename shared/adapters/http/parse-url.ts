import { OutgoingFault } from '../../application/ports/outgoing-http.ts';

/**
 * Reads a URL as browsers do, which makes `0177.0.0.1`, `2130706433` and `[::ffff:127.0.0.1]` plain addresses.
 * Whether the host may be called is decided by its addresses, later.
 *
 * @throws OutgoingFault `bad-url`; the URL is not repeated in it.
 */
export function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) throw new OutgoingFault('bad-url', 'The URL cannot be read.');
  const fault = faultOf(url);
  if (fault !== undefined) throw new OutgoingFault('bad-url', fault);
  return url;
}

function faultOf({ protocol, username, password, hostname }: URL): string | undefined {
  if (protocol !== 'https:' && protocol !== 'http:') return 'The URL must begin with https://.';
  if (username !== '' || password !== '') return 'The URL must not hold a user or password.';
  // `localhost.` is another spelling of a name: for origins and certificates each host has to have one.
  if (hostname.endsWith('.')) return 'The host of the URL must not end with a dot.';
  return undefined;
}

/** The port that is connected to. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

/** A literal IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
