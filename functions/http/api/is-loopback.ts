const LOOPBACK_V4 = /^127(\.\d{1,3}){3}$/;

/** What a host may be written with: nothing that could hide another one. */
const AUTHORITY = /^[A-Za-z0-9.:[\]-]+$/;

/** Whether a `Host` names this machine: 127.0.0.0/8, ::1 or localhost, with any port. */
export function isLoopbackHost(host: string): boolean {
  const hostname = AUTHORITY.test(host) ? URL.parse(`http://${host}`)?.hostname : undefined;
  if (hostname === undefined) return false;
  return hostname === 'localhost' || hostname === '[::1]' || LOOPBACK_V4.test(hostname);
}

/** The same of an `Origin`. */
export function isLoopbackOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url !== null && url.origin === origin.toLowerCase() && isLoopbackHost(url.host);
}
