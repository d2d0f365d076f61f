import { badRequest, CosmosError, unsupported } from '../cosmos-error.ts';
import { isJsonArray, isJsonObject, propertyOf, type JsonObject, type Value } from '../json.ts';
import { partitionKeyPath, type ContainerDefinition } from '../store/definitions.ts';

/** The JSON text of a partition key value; a document without the property is in the partition `{}`. */
export type Partition = string;

/** Reads a partition key as requests carry it, `["value"]`; throws a 400 when it is none. */
export function parsePartition(text: string): Partition {
  const components = parseJson(text);
  if (!isJsonArray(components)) throw badRequest(`Partition key ${text} is invalid.`);
  if (components.length > 1) throw unsupported('hierarchical partition keys');
  return toPartition(components[0]);
}

/** The partition a document belongs to, by its container's partition key path. */
export function partitionOf(body: JsonObject, definition: ContainerDefinition): Partition {
  return toPartition(partitionKeyPath(definition).reduce<Value>(propertyOf, body));
}

/** Throws the service's 400 when a document says another partition than the request does. */
export function assertPartition(
  body: JsonObject,
  definition: ContainerDefinition,
  partition: Partition,
): void {
  const own = partitionOf(body, definition);
  if (own === partition) return;
  throw new CosmosError({
    status: 400,
    code: 'BadRequest',
    subStatus: 1001,
    message: `PartitionKey extracted from document (${own}) doesn't match the one specified in the header (${partition}).`,
  });
}

function toPartition(value: Value): Partition {
  if (value === undefined || (isJsonObject(value) && Object.keys(value).length === 0)) return '{}';
  if (value !== null && typeof value === 'object')
    throw badRequest('A partition key cannot be an object or an array.');
  return JSON.stringify(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
