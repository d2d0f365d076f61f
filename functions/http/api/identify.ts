import type { HttpRequest } from '@azure/functions';
import type { Credential, IdentifiedCaller } from '../../../shared/application/access/identify-caller.ts';
import { OPEN_CALLER } from '../../../shared/domain/access/caller.ts';
import { isLoopbackHost, isLoopbackOrigin } from './is-loopback.ts';
import { readCredential } from './read-credential.ts';

/** Who has to say who they are, and how. */
export type Authentication =
  /** Nobody: for one machine, and what comes from it. */
  | { readonly mode: 'open'; readonly allowedOrigins: readonly string[] }
  | {
      readonly mode: 'required';
      readonly identifyCaller: (credential: Credential) => Promise<IdentifiedCaller>;
      /** The platform verifies callers before the app, and its header can be believed. */
      readonly trustedPlatform: { readonly tenantId: string } | undefined;
    };

const NOBODY_SAID = { outcome: 'refused', reason: 'The request says nothing about who sends it.' } as const;

/** Finds out who a request comes from. Throws Unavailable. */
export async function identifyRequest(
  request: HttpRequest,
  authentication: Authentication,
): Promise<IdentifiedCaller> {
  if (authentication.mode === 'open') return identifyOpen(request, authentication.allowedOrigins);
  const credential = readCredential(request, authentication.trustedPlatform);
  switch (credential.kind) {
    case 'none':
      return { ...NOBODY_SAID, detail: 'There is no credential.' };
    case 'unreadable':
      return { outcome: 'refused', reason: credential.reason, detail: 'The credential cannot be read.' };
    case 'secret':
    case 'verified':
      return authentication.identifyCaller(credential);
  }
}

/**
 * A name of somebody else's that leads to this machine (DNS rebinding), and a page of somebody else's that is open in its
 * browser, reach the loopback address too; the `Host` and the `Origin` that the browser sends give them away.
 */
function identifyOpen({ headers, url }: HttpRequest, allowedOrigins: readonly string[]): IdentifiedCaller {
  const host = headers.get('host') ?? URL.parse(url)?.host ?? '';
  const origin = headers.get('origin');
  const isOwn = origin === null || isLoopbackOrigin(origin) || allowedOrigins.includes(origin);
  if (isLoopbackHost(host) && isOwn) return { outcome: 'identified', caller: OPEN_CALLER };
  const reason = 'Without authentication this API answers this machine only.';
  return { outcome: 'refused', reason, detail: 'The request is not of this machine.' };
}
