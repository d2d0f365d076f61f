import { BadRequest } from '../../http/http-exchange.ts';
import type { RuntimeStatus } from '../engine/instance.ts';
import type { InstanceFilter } from '../engine/instance-store.ts';

const STATUSES: readonly RuntimeStatus[] = [
  'Pending',
  'Running',
  'Suspended',
  'Completed',
  'Failed',
  'Terminated',
];
const MAX_INSTANCE_ID_LENGTH = 100;
const DEFAULT_PAGE = 100;

/** @throws BadRequest for an id that the platform's stores could not hold. */
export function assertInstanceId(instanceId: string): void {
  // Control characters, and those that storage keys and URLs cannot carry.
  const isLegal =
    instanceId.length > 0 &&
    instanceId.length <= MAX_INSTANCE_ID_LENGTH &&
    !instanceId.startsWith('@') &&
    !/[/\\#?]/.test(instanceId) &&
    !/\p{Cc}/u.test(instanceId);
  if (!isLegal) throw new BadRequest(400, `"${instanceId}" cannot be an instance id.`);
}

/** @throws BadRequest naming the parameter that cannot be read. */
export function readInstanceFilter(
  query: URLSearchParams,
  continuationToken: string | readonly string[] | undefined,
): InstanceFilter {
  return {
    createdFrom: readInstant(query, 'createdTimeFrom'),
    createdTo: readInstant(query, 'createdTimeTo'),
    statuses: readStatuses(query.get('runtimeStatus')),
    idPrefix: query.get('instanceIdPrefix') ?? undefined,
    after: readToken(continuationToken),
    limit: readLimit(query.get('top')),
  };
}

/** The body's JSON text, undefined when there is none. @throws BadRequest when it is not JSON. */
export function readJson(body: Buffer): string | undefined {
  const text = body.toString('utf8').trim();
  if (text === '') return undefined;
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new BadRequest(400, `The body is not JSON: ${String(error)}`);
  }
}

export function toContinuationToken(lastInstanceId: string): string {
  return Buffer.from(lastInstanceId).toString('base64url');
}

export function readFlag(query: URLSearchParams, name: string, fallback: boolean): boolean {
  const text = query.get(name)?.toLowerCase();
  return text === undefined ? fallback : text === 'true';
}

/** The id after which a page begins; empty for the first. */
export function readToken(token: string | readonly string[] | undefined): string {
  return Buffer.from(String(token ?? ''), 'base64url').toString();
}

export function readInstant(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new BadRequest(400, `${name}: "${text}" is not an instant.`);
  return at;
}

function readStatuses(text: string | null): RuntimeStatus[] | undefined {
  if (text === null || text === '') return undefined;
  return text.split(',').flatMap((name) => {
    const found = STATUSES.find((status) => status.toLowerCase() === name.trim().toLowerCase());
    if (found !== undefined) return [found];
    // States of the platform that no instance is ever seen in here.
    if (/^(ContinuedAsNew|Canceled)$/i.test(name.trim())) return [];
    throw new BadRequest(400, `runtimeStatus: "${name}" is not a status.`);
  });
}

export function readLimit(text: string | null): number {
  if (text === null || text === '') return DEFAULT_PAGE;
  const top = Number(text);
  if (!Number.isInteger(top) || top < 1)
    throw new BadRequest(400, `top: "${text}" is not a positive number.`);
  return Math.min(top, 1000);
}
