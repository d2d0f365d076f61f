import { z } from 'zod';
import { isKeyId, type ApiKey } from '../../domain/access/api-key.ts';
import { grantList, grantSchema, grantViews } from './grant.ts';
import { instantView } from './instant-view.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { paging } from './paging.ts';

const fields = {
  keyId: z.string(),
  name: z.string(),
  grants: z.array(grantSchema).readonly(),
  createdAt: instantView,
  createdBy: z.string(),
  expiresAt: instantView,
};

const view = z.object(fields).meta({ id: 'ApiKey' });

const created = z
  .object({
    ...fields,
    key: z.string().describe('The key itself. It is not kept, and cannot be read again.'),
  })
  .meta({ id: 'CreatedApiKey' });

export type ApiKeyView = z.output<typeof view>;
export type CreatedApiKeyView = z.output<typeof created>;

const list = z
  .object({ items: z.array(view).readonly(), nextCursor: z.string().exactOptional() })
  .meta({ id: 'ApiKeyPage' });

const request = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/, 'must be 1 to 64 letters, digits, " ", ".", "_" or "-"')
    .describe('Stands as author, behind `key:`, in what is changed with the key.'),
  grants: grantList.min(1, 'must have an entry'),
  expiresAt: z.iso
    .datetime('must be an instant in UTC, such as 2026-12-31T00:00:00Z')
    .describe('In the future, and at most 366 days from now.'),
});

const common = { tag: 'Access', access: { role: 'admin', of: 'any' } } as const;

export const createKeyContract = operationContract({
  ...common,
  operationId: 'createKey',
  method: 'POST',
  path: '/keys',
  summary: 'Make an API key for a machine',
  description:
    'The caller has to be an administrator of every value stream that the key is for, and cannot be a key itself. An Idempotency-Key does not count: the answer holds a secret, and is not kept.',
  params: NO_PARAMS,
  query: NO_QUERY,
  body: jsonBody(request, { streamsOf: ({ grants }) => grants.map(({ valueStream }) => valueStream) }),
  answers: { 201: { description: 'The key, shown this once.', schema: created, headers: ['location'] } },
  example: {
    body: {
      name: 'release pipeline',
      grants: [{ role: 'operator', valueStream: 'retention' }],
      expiresAt: '2026-06-01T00:00:00Z',
    },
    status: 201,
  },
});

export const listKeysContract = operationContract({
  ...common,
  operationId: 'listKeys',
  method: 'GET',
  path: '/keys',
  summary: 'List API keys, never what is secret of them',
  description:
    'Those that the caller could have made. A page can have fewer items than its limit, and still have a next one.',
  params: NO_PARAMS,
  query: z.strictObject(paging),
  body: NO_BODY,
  answers: { 200: { description: 'Keys in order of id, also those that have expired.', schema: list } },
  example: { status: 200 },
});

export const revokeKeyContract = operationContract({
  ...common,
  operationId: 'revokeKey',
  method: 'DELETE',
  path: '/keys/{keyId}',
  summary: 'Revoke an API key',
  description: 'Every instance of the app refuses it within 10 s.',
  params: z.object({ keyId: z.string().refine(isKeyId, 'must be 16 hexadecimal digits') }),
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 204: { description: 'The key opens nothing any more.' } },
  problems: ['precondition-failed'],
  example: { status: 204 },
});

/** A key as it is listed. */
export function keyView({ keyId, name, grants, createdBy, ...key }: ApiKey): z.output<typeof view> {
  return {
    ...{ keyId, name, grants: grantViews(grants), createdBy },
    ...{ createdAt: toIso(key.createdAt), expiresAt: toIso(key.expiresAt) },
  };
}

/** A new key, with itself. */
export function createdKeyView(key: ApiKey, text: string): z.output<typeof created> {
  return { ...keyView(key), key: text };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
