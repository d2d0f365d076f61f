import type { InvocationContext } from '@azure/functions';
import { getClient, type DurableClient } from 'durable-functions';

/**
 * Gives invocations the durable client of their binding. One client serves all as long as the host binds the same
 * addresses and keys, as it does for hours: making a client costs half of what a request with it does.
 */
export function createDurableClientOf(): (context: InvocationContext) => DurableClient {
  let last: { readonly bound: string; readonly client: DurableClient } | undefined;
  return (context) => {
    const { options, extraInputs } = context;
    const bound = JSON.stringify(options.extraInputs.map((input) => extraInputs.get(input)));
    if (last?.bound !== bound) last = { bound, client: getClient(context) };
    return last.client;
  };
}
