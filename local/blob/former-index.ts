import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { StoredCollection } from './index-store.ts';

const schema = z.object({
  collections: z.array(
    z.object({
      name: z.string(),
      binaryIndices: z.record(z.string(), z.unknown()),
      uniqueNames: z.array(z.string()),
      data: z.array(z.looseObject({ $loki: z.int() })),
    }),
  ),
});

/** Reads an index as Azurite itself writes it, for folders from before the indexes were kept here; none without it. */
export function readFormerIndex(file: string): readonly StoredCollection[] {
  if (!existsSync(file)) return [];
  const { collections } = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return collections.map(({ name, binaryIndices, uniqueNames, data }) => ({
    name,
    indices: Object.keys(binaryIndices),
    unique: uniqueNames,
    documents: data.map((body) => ({ id: body.$loki, body })),
  }));
}
