import type { ServerResponse } from 'node:http';

import type { HttpCookie, HttpResponseData } from '../worker/worker-protocol.ts';

/** Framing belongs to the server: a length or an encoding that an app copied from elsewhere would break the connection. */
const FRAMING_HEADERS = ['transfer-encoding', 'content-length', 'connection'];
const STATUSES_WITHOUT_BODY = [204, 304];

/** Writes what an HTTP function answered. */
export function writeFunctionResponse(response: ServerResponse, data: HttpResponseData): void {
  for (const [name, value] of Object.entries(data.headers ?? {})) {
    if (!FRAMING_HEADERS.includes(name.toLowerCase())) response.setHeader(name, value);
  }
  const cookies = (data.cookies ?? []).map(toSetCookie);
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.statusCode = data.statusCode;
  const body = bodyOf(data);
  if (STATUSES_WITHOUT_BODY.includes(data.statusCode)) {
    response.end();
    return;
  }
  response.setHeader('content-length', body.length);
  response.end(body);
}

function bodyOf({ body }: HttpResponseData): Uint8Array {
  return body?.bytes ?? Buffer.from(body?.string ?? '');
}

function toSetCookie(cookie: HttpCookie): string {
  const sameSite = cookie.sameSite === 'explicitNone' ? 'none' : cookie.sameSite;
  const attributes: readonly (readonly [string, string | number | undefined])[] = [
    ['max-age', valueOf(cookie.maxAge)],
    ['domain', valueOf(cookie.domain)],
    ['path', valueOf(cookie.path)],
    ['expires', toUtc(valueOf(cookie.expires))],
    ['samesite', cookie.sameSite === 'none' ? undefined : (sameSite ?? undefined)],
  ];
  const named = attributes.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  const flags = [
    ...(valueOf(cookie.secure) === true ? ['secure'] : []),
    ...(valueOf(cookie.httpOnly) === true ? ['httponly'] : []),
  ];
  return [`${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`, ...named, ...flags].join(
    '; ',
  );
}

/** The SDK wraps whatever may be missing. */
function valueOf<T>(wrapped: { readonly value: T } | null | undefined): T | undefined {
  return wrapped?.value;
}

function toUtc(timestamp: { readonly seconds: number } | undefined): string | undefined {
  return timestamp === undefined ? undefined : new Date(timestamp.seconds * 1000).toUTCString();
}
