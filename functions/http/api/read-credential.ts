import type { HttpRequest } from '@azure/functions';
import type { Credential } from '../../../shared/application/access/identify-caller.ts';
import { readPlatformPrincipal, PLATFORM_PRINCIPAL_HEADER } from './platform-principal.ts';

/** What a request says about who it comes from, or why that cannot be read; the reason holds nothing of it. */
export type ReadCredential =
  Credential | { readonly kind: 'none' } | { readonly kind: 'unreadable'; readonly reason: string };

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * Reads who a request comes from: `Authorization: Bearer`, or `X-Api-Key`, and nothing of the address, which ends in logs.
 * The platform's own header is read only where it is `trusted`: else anybody could write it.
 */
export function readCredential(
  { headers }: Pick<HttpRequest, 'headers'>,
  trusted: { readonly tenantId: string } | undefined,
): ReadCredential {
  const authorization = headers.get('authorization');
  const apiKey = headers.get('x-api-key');
  if (authorization !== null && apiKey !== null) {
    return unreadable('A request has either Authorization or X-Api-Key.');
  }
  if (apiKey !== null) {
    // A token is no key: it is sent in its own header.
    if (!apiKey.startsWith('ek_')) return unreadable('The API key is not valid.');
    return { kind: 'secret', text: apiKey };
  }
  const platform = trusted === undefined ? null : headers.get(PLATFORM_PRINCIPAL_HEADER);
  if (platform !== null) return readPlatformPrincipal(platform, trusted);
  if (authorization === null) return { kind: 'none' };
  const [, text] = BEARER.exec(authorization) ?? [];
  return text === undefined
    ? unreadable('Authorization has to be "Bearer" and a token.')
    : { kind: 'secret', text };
}

function unreadable(reason: string): ReadCredential {
  return { kind: 'unreadable', reason };
}
