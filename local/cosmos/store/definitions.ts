import { z } from 'zod';
import { badRequest, unsupported } from '../cosmos-error.ts';
import type { CompositeIndex } from '../sql/composite-index.ts';

const id = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\\?#]+$/, 'must not contain / \\ ? #');

const databaseSchema = z.looseObject({ id });

const compositePath = z.looseObject({
  path: z.string().startsWith('/'),
  order: z.enum(['ascending', 'descending']).optional(),
});

const propertyPath = z.string().regex(/^(?:\/[^/]+)+$/, 'must be a path such as /a/b');

const containerSchema = z.looseObject({
  id,
  partitionKey: z.looseObject({
    paths: z.array(propertyPath).min(1),
    kind: z.string().optional(),
    version: z.number().optional(),
    systemKey: z.boolean().optional(),
  }),
  defaultTtl: z.union([z.literal(-1), z.int().min(1).max(2_147_483_647)]).optional(),
  uniqueKeyPolicy: z
    .object({
      // The service's limits: 10 keys of 16 paths each.
      uniqueKeys: z.array(z.object({ paths: z.array(propertyPath).min(1).max(16) })).max(10),
    })
    .optional(),
  indexingPolicy: z.looseObject({ compositeIndexes: z.array(z.array(compositePath)).optional() }).optional(),
});

/** A container's settings as the service writes them. */
export type ContainerDefinition = z.infer<typeof containerSchema>;

/** Settings the service knows and the stand-in would have to ignore; ignoring them would hide a difference. */
const REFUSED_SETTINGS = [
  'conflictResolutionPolicy',
  'vectorEmbeddingPolicy',
  'fullTextPolicy',
  'computedProperties',
  'changeFeedPolicy',
  'geospatialConfig',
  'analyticalStorageTtl',
  'clientEncryptionPolicy',
];

/** Reads the body of a request that creates a database; throws a 400 that names what is wrong. */
export function parseDatabaseDefinition(body: unknown): { readonly id: string } {
  const parsed = databaseSchema.safeParse(body);
  if (!parsed.success) throw badRequest(z.prettifyError(parsed.error));
  return { id: parsed.data.id };
}

/** Reads a container's settings; throws a 400 for what is malformed and a 501 for what is not served here. */
export function parseContainerDefinition(body: unknown): ContainerDefinition {
  const parsed = containerSchema.safeParse(body);
  if (!parsed.success) throw badRequest(z.prettifyError(parsed.error));
  const definition = parsed.data;
  const refused = REFUSED_SETTINGS.find((setting) => definition[setting] !== undefined);
  if (refused !== undefined) throw unsupported(`the container setting ${refused}`);
  if (definition.partitionKey.paths.length > 1) throw unsupported('hierarchical partition keys');
  if (definition.partitionKey.systemKey === true) throw unsupported('containers without a partition key');
  const { kind = 'Hash', version = 2 } = definition.partitionKey;
  return {
    ...definition,
    partitionKey: { ...definition.partitionKey, kind, version },
    indexingPolicy: { indexingMode: 'consistent', automatic: true, ...definition.indexingPolicy },
  };
}

/** The property names from a document's root to its partition key: `/a/b` is `['a', 'b']`. */
export function partitionKeyPath(definition: ContainerDefinition): readonly string[] {
  return (definition.partitionKey.paths[0] ?? '').slice(1).split('/');
}

export function compositeIndexesOf(definition: ContainerDefinition): readonly CompositeIndex[] {
  return definition.indexingPolicy?.compositeIndexes ?? [];
}

/** The paths of each unique key. */
export function uniqueKeysOf(definition: ContainerDefinition): readonly (readonly string[])[] {
  return definition.uniqueKeyPolicy?.uniqueKeys.map(({ paths }) => paths) ?? [];
}
