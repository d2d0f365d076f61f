import type { IncomingMessage } from 'node:http';
import { badRequest, tooLarge, unsupported } from '../cosmos-error.ts';
import { isJsonObject, isJsonValue, type JsonObject, type JsonValue } from '../json.ts';
import { parsePartition, type Partition } from '../items/partition-key.ts';
import { parseTarget, type Target } from './resource.ts';

/** A request, read to its end. */
export interface CosmosRequest {
  readonly method: string;
  readonly target: Target;
  /** A header's value, by lower-case name. */
  readonly header: (name: string) => string | undefined;
  readonly text: string;
}

// An item has 2 MB at most and a batch as much; the rest of a larger body need not be kept.
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Reads a request; throws a 413 for a body that no request can have, after reading past it. */
export async function readRequest(incoming: IncomingMessage): Promise<CosmosRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BODY_BYTES) throw tooLarge('Request size is too large.');
  const { headers, method = 'GET', url = '/' } = incoming;
  return {
    method,
    target: parseTarget(url),
    header: (name) => single(headers[name]),
    text: Buffer.concat(chunks).toString(),
  };
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' || value === undefined ? value : value.join();
}

/** The body as JSON; throws a 400 when it is none. */
export function jsonBody(request: CosmosRequest): JsonValue {
  let body: unknown;
  try {
    body = JSON.parse(request.text);
  } catch {
    throw badRequest('The body of the request is not JSON.');
  }
  if (!isJsonValue(body)) throw badRequest('The body of the request is not JSON.');
  return body;
}

/** The body as a JSON object; throws a 400 when it is anything else. */
export function objectBody(request: CosmosRequest): JsonObject {
  const body = jsonBody(request);
  if (!isJsonObject(body)) throw badRequest('The body of the request is not a JSON object.');
  return body;
}

/** The partition the request names in its header, if it names one. */
export function partitionHeader(request: CosmosRequest): Partition | undefined {
  const header = request.header('x-ms-documentdb-partitionkey');
  return header === undefined ? undefined : parsePartition(header);
}

/** The partition a request for one item has to name; throws a 400 without. */
export function requiredPartition(request: CosmosRequest): Partition {
  const partition = partitionHeader(request);
  if (partition === undefined) throw badRequest('PartitionKey value must be supplied for this operation.');
  return partition;
}

export function isFlagged(request: CosmosRequest, name: string): boolean {
  return request.header(name)?.toLowerCase() === 'true';
}

const REFUSED_HEADERS = new Map([
  ['a-im', 'the change feed'],
  ['x-ms-documentdb-pre-trigger-include', 'triggers'],
  ['x-ms-documentdb-post-trigger-include', 'triggers'],
  ['x-ms-indexing-directive', 'indexing directives'],
  ['x-ms-offer-throughput', 'provisioned throughput (the stand-in is serverless)'],
  ['x-ms-cosmos-offer-autopilot-settings', 'autoscale throughput (the stand-in is serverless)'],
]);

/** Throws a 501 when a header asks for what the stand-in would otherwise silently leave out. */
export function assertServed(request: CosmosRequest): void {
  for (const [header, feature] of REFUSED_HEADERS) {
    if (request.header(header) !== undefined) throw unsupported(feature);
  }
}
