import { input } from 'durable-functions';
import { madeOnce } from '../../shared/application/made-once.ts';
import { graphqlContract } from '../../shared/contracts/http/graphql.ts';
import { operation, type Operation } from './api/operation.ts';
import type { GraphqlSettings } from './graphql/graphql-server.ts';

/** `POST /api/graphql`: every other operation as a query or a mutation. */
export function graphqlOperations(
  others: readonly Operation[],
  settings: GraphqlSettings,
): readonly Operation[] {
  // Loaded and made with the first request: a process that only works through a queue needs neither schema nor library.
  const loadServer = madeOnce(async () => {
    const { createGraphqlServer } = await import('./graphql/graphql-server.ts');
    return createGraphqlServer(others, settings);
  });
  return [
    operation(
      graphqlContract,
      async (call) => {
        const server = await loadServer();
        const { status, body } = await server(call.body, call);
        return { status, headers: { 'content-type': 'application/json' }, body };
      },
      // Some mutations reach for orchestrations.
      [input.durableClient()],
    ),
  ];
}
