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
  ['x-ms-documentdb-pre-trigger-include', 'triggers'],
  ['x-ms-documentdb-post-trigger-include', 'triggers'],
  ['x-ms-indexing-directive', 'indexing directives'],
  ['x-ms-offer-throughput', 'provisioned throughput (the stand-in is serverless)'],
  ['x-ms-cosmos-offer-autopilot-settings', 'autoscale throughput (the stand-in is serverless)'],
]);

/** Throws a 501 when a header asks for what the stand-in would otherwise silently leave out. */
export function assertServed(request: CosmosRequest): void {
  assertServedFeed(request);
  for (const [header, feature] of REFUSED_HEADERS) {
    if (request.header(header) !== undefined) throw unsupported(feature);
  }
}

/** Which changes a request asks for, by its header `A-IM`: the newest version of what was written. */
const LATEST_VERSION_FEED = 'incremental feed';

/** Whether the request reads the change feed. */
export function isChangeFeed({ header }: CosmosRequest): boolean {
  return header('a-im') !== undefined;
}

function assertServedFeed({ method, target, header }: CosmosRequest): void {
  const feed = header('a-im');
  if (feed === undefined) return;
  if (feed.toLowerCase() !== LATEST_VERSION_FEED) throw unsupported(`the change feed mode '${feed}'`);
  if (method !== 'GET' || target.resource.kind !== 'items') {
    throw unsupported('the change feed of anything but the items of a container');
  }
  if (header('x-ms-start-epk') !== undefined || header('x-ms-end-epk') !== undefined) {
    throw unsupported('the change feed of a part of a partition range');
  }
}

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1000;

/** How many rows a page has at most. The service gives 100 unless asked, and up to 1000 when asked for as many as it likes (-1). */
export function pageSizeOf(request: CosmosRequest): number {
  const header = request.header('x-ms-max-item-count');
  if (header === undefined) return DEFAULT_PAGE_SIZE;
  const asked = Number(header);
  if (!Number.isInteger(asked) || asked === 0 || asked < -1) {
    throw badRequest(`The value '${header}' of x-ms-max-item-count is invalid.`);
  }
  return asked === -1 ? MAX_PAGE_SIZE : Math.min(asked, MAX_PAGE_SIZE);
}
