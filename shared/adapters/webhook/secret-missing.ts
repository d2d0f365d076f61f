import type { SendOutcome } from '../../application/ports/alert-sender.ts';

/** Nothing can be sent without it, and it does not come by waiting. */
export function secretMissing(name: string): SendOutcome {
  const reason = `There is no secret '${name}': set SECRETS__${name}, then send the message again.`;
  return { outcome: 'not-sent', reason, isTransient: false };
}
