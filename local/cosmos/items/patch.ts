import { z } from 'zod';
import { badRequest } from '../cosmos-error.ts';
import type { JsonValue } from '../json.ts';

const MAX_OPERATIONS = 10;

const path = z.string().startsWith('/');
const value = z.json();

const operationSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('add'), path, value }),
  z.object({ op: z.literal('set'), path, value }),
  z.object({ op: z.literal('replace'), path, value }),
  z.object({ op: z.literal('remove'), path }),
  z.object({ op: z.literal('incr'), path, value: z.number() }),
  z.object({ op: z.literal('move'), path, from: path }),
]);

const operations = z.array(operationSchema).min(1).max(MAX_OPERATIONS);
const patchSchema = z.object({ operations, condition: z.string().optional() });

export type PatchOperation = z.infer<typeof operationSchema>;

/** Changes to one document, made in order, all or none; with a condition, only when the document meets it. */
export interface Patch {
  readonly operations: readonly PatchOperation[];
  readonly condition: string | undefined;
}

/** Reads a patch (`[…]` or `{ operations, condition }`); throws a 400 that says what is wrong with it. */
export function parsePatch(body: JsonValue): Patch {
  const parsed = patchSchema.safeParse(Array.isArray(body) ? { operations: body } : body);
  if (!parsed.success) throw badRequest(`Invalid patch: ${z.prettifyError(parsed.error)}`);
  return { operations: parsed.data.operations, condition: parsed.data.condition };
}
