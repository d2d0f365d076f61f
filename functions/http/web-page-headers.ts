import type { SignInOffer } from './sign-in.ts';

/** Features of a browser that the page never asks for, and that nothing in it may. */
const NO_FEATURES = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'serial', 'usb'];

/**
 * The headers of the page itself. Code comes from files of ours alone, and nothing is asked of another host but tokens of
 * who issues them, where the page signs people in.
 *
 * Styles may also be in the page: Angular puts those of a component there when it is first shown, and the charts' boxes
 * have theirs in attributes. A nonce would have to be another one in each answer, which could then be neither compressed
 * beforehand nor kept, and would still not allow the attributes. Trusted Types are not asked for: Angular would bear them,
 * the charts empty their canvas by `innerHTML = ''`, which they forbid.
 */
export function webPageHeaders({ page }: SignInOffer): Readonly<Record<string, string>> {
  const tokenOrigin = page && new URL(page.authority).origin;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    tokenOrigin === undefined ? "connect-src 'self'" : `connect-src 'self' ${tokenOrigin}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'permissions-policy': NO_FEATURES.map((feature) => `${feature}=()`).join(', '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  };
}
