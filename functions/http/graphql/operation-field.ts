import {
  GraphQLBoolean,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
} from 'graphql';
import type { AnyOperationContract } from '../../../shared/contracts/http/operation.ts';
import type { Operation } from '../api/call.ts';
import { performIn, type GraphqlContext, type PartOfCall } from './graphql-context.ts';
import type { InputTypes } from './input-types.ts';
import type { OutputTypes } from './output-types.ts';

export type OperationField = GraphQLFieldConfig<unknown, GraphqlContext, Arguments>;

type Arguments = Readonly<Record<string, unknown>>;

interface Types {
  readonly inputs: InputTypes;
  readonly outputs: OutputTypes;
}

/** Whether an operation has a place here: it takes and answers JSON, as a whole. */
export function hasField({ contract }: Operation): boolean {
  const answer = successOf(contract);
  const isJson = answer?.contentTypes === undefined || answer.contentTypes.includes('application/json');
  return answer !== undefined && isJson && contract.body.kind !== 'stream';
}

/** `readJob` is the field `job`, `listJobs` is `jobs`; all others are called as they are. */
export function fieldName({ contract: { operationId } }: Operation): string {
  const [, name] = /^(?:read|list)([A-Z].*)$/.exec(operationId) ?? [];
  return name === undefined ? operationId : name.charAt(0).toLowerCase() + name.slice(1);
}

/** An operation as a field: its parameters are arguments, its body is the argument `input`, its answer is the value. */
export function operationField(operation: Operation, { inputs, outputs }: Types): OperationField {
  const { contract } = operation;
  const name = contract.operationId.charAt(0).toUpperCase() + contract.operationId.slice(1);
  const schema = successOf(contract)?.schema;
  return {
    type: schema === undefined ? GraphQLBoolean : outputs.ofAnswer(schema, `${name}Answer`),
    description: contract.summary,
    args: argumentsOf(contract, inputs, name),
    resolve: (_source, args, context) => performIn(context, operation, toPart(contract, args)),
  };
}

/** The same below a thing that says which one is meant: the parameters that it gives are no arguments. */
export function relationField(
  operation: Operation,
  types: Types,
  given: (source: unknown) => Readonly<Record<string, string>>,
): OperationField {
  const { contract } = operation;
  const field = operationField(operation, types);
  const names = pathNames(contract);
  const args = Object.entries(field.args ?? {}).filter(([name]) => !names.includes(name));
  return {
    ...field,
    args: Object.fromEntries(args),
    resolve: (source, rest, context) =>
      performIn(context, operation, toPart(contract, { ...rest, ...given(source) })),
  };
}

function successOf({ answers }: AnyOperationContract) {
  const [first] = Object.entries(answers).filter(([status]) => Number(status) < 300);
  return first?.[1];
}

function argumentsOf(
  contract: AnyOperationContract,
  inputs: InputTypes,
  name: string,
): GraphQLFieldConfigArgumentMap {
  const { params, query, body, method } = contract;
  const text = (description: string) => ({ type: GraphQLString, description });
  return {
    ...inputs.ofParameters(params),
    ...inputs.ofParameters(query),
    ...(body.kind === 'json' ? { input: { type: inputs.ofBody(body.documented ?? body.schema, name) } } : {}),
    ...(contract.ifMatch === undefined ? {} : { ifMatch: text('The `etag` that was read.') }),
    ...(contract.idempotency === undefined
      ? {}
      : { idempotencyKey: text('The same key gives the same answer.') }),
    ...(method === 'GET' ? {} : { changeReason: text('Why the change is made.') }),
  };
}

const HEADERS: Readonly<Record<string, string>> = {
  ifMatch: 'if-match',
  idempotencyKey: 'idempotency-key',
  changeReason: 'change-reason',
};

function toPart(contract: AnyOperationContract, args: Arguments): PartOfCall {
  const names = pathNames(contract);
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
  const headers = new Map([['accept', 'application/json']]);
  const params: Record<string, string> = {};
  const query: Record<string, string> = {};
  for (const [name, value] of given) {
    const header = HEADERS[name];
    if (header !== undefined) headers.set(header, toText(value));
    else if (names.includes(name)) params[name] = toText(value);
    else if (name !== 'input') query[name] = toText(value);
  }
  return {
    ...{ params, query },
    headers: { get: (name) => headers.get(name) ?? null },
    body: { kind: 'value', value: args['input'] ?? {} },
  };
}

function pathNames({ path }: AnyOperationContract): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** As a query string would have it. */
function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
