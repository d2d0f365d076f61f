import { GraphQLNonNull, GraphQLScalarType, valueFromASTUntyped, type GraphQLNullableType } from 'graphql';

/** What has no fixed shape, or more than one where it is sent. */
export const JSON_SCALAR = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value; its shape is in the OpenAPI document.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

/** The type that is never null; what has no fixed shape may always be. */
export function required<T extends GraphQLNullableType>(type: T): T | GraphQLNonNull<T> {
  return type === JSON_SCALAR ? type : new GraphQLNonNull(type);
}
