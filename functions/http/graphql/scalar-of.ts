import { GraphQLBoolean, GraphQLFloat, GraphQLInt, GraphQLString, type GraphQLScalarType } from 'graphql';
import { JSON_SCALAR } from './json-scalar.ts';
import type { SchemaPart } from './schema-part.ts';

/** GraphQL's whole numbers have 32 bits. */
const MAX_INT = 2 ** 31 - 1;

const BY_TYPE: Readonly<Record<string, GraphQLScalarType>> = {
  string: GraphQLString,
  boolean: GraphQLBoolean,
  number: GraphQLFloat,
};

/** The scalar for a part that is no object, list or choice. Words with a fixed set keep their hyphens as text. */
export function scalarOf({
  schema: { type, maximum = Infinity, const: word },
}: SchemaPart): GraphQLScalarType {
  if (type === 'integer') return maximum <= MAX_INT ? GraphQLInt : GraphQLFloat;
  const [plain] = [type].flat().filter((name) => name !== 'null');
  const byType = plain === undefined ? undefined : BY_TYPE[plain];
  return byType ?? (typeof word === 'string' ? GraphQLString : JSON_SCALAR);
}
