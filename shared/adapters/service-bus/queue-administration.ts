import type { TokenCredential } from '@azure/identity';
import { ServiceBusAdministrationClient } from '@azure/service-bus';

/** Where the namespace is administered, and as whom. */
export type AdministrationAddress =
  | { readonly fullyQualifiedNamespace: string; readonly credential: TokenCredential }
  | {
      readonly connectionString: string;
      /** Of a stand-in, which has no TLS, and another port for this. */
      readonly endpoint?: string | undefined;
    };

export interface QueueAdministration {
  countsOf(
    queue: string,
    until: AbortSignal,
  ): Promise<{ readonly active: number; readonly scheduled: number; readonly deadLetters: number }>;
}

/** One that fails is asked again at the next turn. */
const OPTIONS = { retryOptions: { maxRetries: 1 } };

export function openAdministration(address: AdministrationAddress): QueueAdministration {
  const client =
    'connectionString' in address
      ? new ServiceBusAdministrationClient(address.connectionString, OPTIONS)
      : new ServiceBusAdministrationClient(address.fullyQualifiedNamespace, address.credential, OPTIONS);
  if ('connectionString' in address && address.endpoint !== undefined) redirect(client, address.endpoint);
  return {
    countsOf: async (queue, until) => {
      const counts = await client.getQueueRuntimeProperties(queue, { abortSignal: until });
      return {
        active: counts.activeMessageCount,
        scheduled: counts.scheduledMessageCount,
        deadLetters: counts.deadLetterMessageCount,
      };
    },
  };
}

/** The client always calls https at the host of the connection string. */
function redirect(client: ServiceBusAdministrationClient, endpoint: string): void {
  client.pipeline.addPolicy({
    name: 'toStandIn',
    sendRequest: (request, next) => {
      const { pathname, search } = new URL(request.url);
      request.url = new URL(`${pathname}${search}`, endpoint).href;
      request.allowInsecureConnection = true;
      return next(request);
    },
  });
}
