import { costLimitPlugin } from '@escape.tech/graphql-armor-cost-limit';
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { z } from 'zod';
import type { Operation } from '../api/call.ts';
import { assertBounded } from './bounded-query.ts';
import { OperationBudget, type GraphqlContext } from './graphql-context.ts';
import { graphqlSchema } from './graphql-schema.ts';

export interface GraphqlSettings {
  /** Whether the schema may be asked for. */
  readonly hasIntrospection: boolean;
}

export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** Answers a request in the GraphQL response format, as JSON text. Throws InvalidInput for one out of all bounds. */
export type GraphqlServer = (
  request: GraphqlRequest,
  call: GraphqlContext['call'],
) => Promise<{ readonly status: number; readonly body: string }>;

/** Fields below each other. */
const MAX_DEPTH = 10;

const MAX_ALIASES = 30;

/** By the limiter's count: 2 an object, 1 a field, half as much again for each level below. */
const MAX_COST = 10_000;

/** A GraphQL server over the operations, bounded in depth, aliases, written cost and operations done. */
export function createGraphqlServer(
  operations: readonly Operation[],
  { hasIntrospection }: GraphqlSettings,
): GraphqlServer {
  const yoga = createYoga<Pick<GraphqlContext, 'call'>, Pick<GraphqlContext, 'budget'>>({
    schema: graphqlSchema(operations),
    graphqlEndpoint: '/',
    context: () => ({ budget: new OperationBudget() }),
    ...{ graphiql: false, landingPage: false, cors: false, logging: false, multipart: false },
    plugins: [
      maxDepthPlugin({ n: MAX_DEPTH }),
      maxAliasesPlugin({ n: MAX_ALIASES }),
      costLimitPlugin({ maxCost: MAX_COST }),
      ...(hasIntrospection ? [] : [WITHOUT_INTROSPECTION]),
    ],
  });
  return async (request, call) => {
    assertBounded(request.query);
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const body = JSON.stringify(request);
    const response = await yoga.fetch('http://graphql/', { method: 'POST', headers, body }, { call });
    const text = await response.text();
    return { status: response.status, body: hasIntrospection ? text : withoutSuggestions(text) };
  };
}

const WITHOUT_INTROSPECTION: Plugin = {
  onValidate: ({ addValidationRule }) => {
    addValidationRule(NoSchemaIntrospectionCustomRule);
  },
};

const SUGGESTION = / Did you mean [^?]*\?/g;

const answered = z.looseObject({
  errors: z.array(z.looseObject({ message: z.string() })).exactOptional(),
});

/** Names that are like a wrong one are told of the schema too, one guess after the other. */
function withoutSuggestions(text: string): string {
  if (!text.includes('Did you mean')) return text;
  const { errors = [], ...rest } = answered.parse(JSON.parse(text));
  const silent = errors.map((error) => ({ ...error, message: error.message.replaceAll(SUGGESTION, '') }));
  return JSON.stringify({ ...rest, errors: silent });
}
