import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { unauthorized } from '../cosmos-error.ts';
import type { CosmosRequest } from './cosmos-request.ts';

/**
 * Throws a 401 unless the request is signed with the account's key: HMAC-SHA256 over method, resource type, link
 * and date. Source: "Access control on Azure Cosmos DB resources", section "Constructing the hashed token signature".
 */
export function assertAuthorized({ method, target, header }: CosmosRequest, key: KeyObject): void {
  const given = decode(header('authorization') ?? '');
  const date = (header('x-ms-date') ?? header('date') ?? '').toLowerCase();
  const text = [method.toLowerCase(), target.signedType.toLowerCase(), target.signedLink, date, '', ''].join(
    '\n',
  );
  const signature = createHmac('sha256', key).update(text).digest('base64');
  if (isSame(given, `type=master&ver=1.0&sig=${signature}`)) return;
  if (given.startsWith('type=aad'))
    throw unauthorized('The local Cosmos stand-in takes its key only, no Entra tokens.');
  throw unauthorized(
    "The input authorization token can't serve the request. The wrong key is being used, or none.",
  );
}

function decode(authorization: string): string {
  try {
    return decodeURIComponent(authorization);
  } catch {
    return '';
  }
}

function isSame(given: string, expected: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}
