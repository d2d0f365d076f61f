import { z } from 'zod';
import { BrokerError, notImplemented } from '../broker/broker-error.ts';
import type { Reply, Request } from './request-link.ts';
import { assertSignature, type SharedAccessKey } from './shared-access-signature.ts';

const putToken = z.object({
  application_properties: z.object({
    operation: z.literal('put-token'),
    type: z.literal('servicebus.windows.net:sastoken'),
  }),
  body: z.string(),
});

/**
 * Answers a claims-based-security request (AMQP CBS draft, put-token): the token must be signed with the key.
 *
 * @param authorize called when it is.
 */
export function answerCbs(
  request: Request,
  key: SharedAccessKey,
  { now, authorize }: { readonly now: number; readonly authorize: () => void },
): Reply {
  try {
    const parsed = putToken.safeParse(request);
    if (!parsed.success) throw notImplemented('tokens other than shared access signatures');
    assertSignature(parsed.data.body, key, now);
    authorize();
    return toReply(202, 'Accepted');
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    return toReply(error.condition === 'amqp:unauthorized-access' ? 401 : 400, error.message);
  }
}

function toReply(status: number, description: string): Reply {
  return { application_properties: { 'status-code': status, 'status-description': description } };
}
