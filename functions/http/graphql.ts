import { input } from 'durable-functions';
import { graphqlContract } from '../../shared/contracts/http/graphql.ts';
import { operation, type Operation } from './api/operation.ts';
import { createGraphqlServer, type GraphqlServer, type GraphqlSettings } from './graphql/graphql-server.ts';

/** `POST /api/graphql`: every other operation as a query or a mutation. */
export function graphqlOperations(
  others: readonly Operation[],
  settings: GraphqlSettings,
): readonly Operation[] {
  // Made with the first request: a process that only works through a queue needs no schema.
  let server: GraphqlServer | undefined;
  return [
    operation(
      graphqlContract,
      async (call) => {
        server ??= createGraphqlServer(others, settings);
        const { status, body } = await server(call.body, call);
        return { status, headers: { 'content-type': 'application/json' }, body };
      },
      // Some mutations reach for orchestrations.
      [input.durableClient()],
    ),
  ];
}
