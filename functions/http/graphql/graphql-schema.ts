import { GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { Operation } from '../api/call.ts';
import type { GraphqlContext } from './graphql-context.ts';
import { InputTypes } from './input-types.ts';
import { fieldName, hasField, operationField, type OperationField } from './operation-field.ts';
import { OutputTypes } from './output-types.ts';
import { relationsOf } from './relations.ts';

/**
 * The GraphQL schema of the API: what reads is a query, what changes is a mutation, and both are the operations
 * themselves, with their checks, their words and their access.
 */
export function graphqlSchema(operations: readonly Operation[]): GraphQLSchema {
  const shown = operations.filter(hasField);
  const types = { inputs: new InputTypes(), outputs: new OutputTypes(() => relations) };
  const relations = relationsOf(shown, types);
  const fieldsOf = (isRead: boolean): Record<string, OperationField> =>
    Object.fromEntries(
      shown
        .filter(({ contract: { method } }) => (method === 'GET') === isRead)
        .map((operation) => [nameAmong(shown, operation), operationField(operation, types)]),
    );
  const root = (name: string, fields: Record<string, OperationField>) =>
    Object.keys(fields).length === 0
      ? {}
      : { [name.toLowerCase()]: new GraphQLObjectType<unknown, GraphqlContext>({ name, fields }) };
  const roots = { ...root('Query', fieldsOf(true)), ...root('Mutation', fieldsOf(false)) };
  return new GraphQLSchema({ ...roots, types: [...types.outputs.everyType()] });
}

/** Where two would have one name (`listGrants`, `readGrants`), both keep their own. */
function nameAmong(operations: readonly Operation[], operation: Operation): string {
  const name = fieldName(operation);
  const isShared = operations.some((other) => other !== operation && fieldName(other) === name);
  return isShared ? operation.contract.operationId : name;
}
