import { z } from 'zod';
import { isRecord } from '../../domain/job/merge-patch.ts';

/** Deeper than any definition: what goes deeper is refused before a stack is full. */
const MAX_DEPTH = 50;

/** A JSON merge patch (RFC 7396) of an object, with all of its fields: what comes of them is checked after the merge. */
export const mergePatchRequest = z.unknown().transform((patch, context) => {
  const isObject = isRecord(patch);
  if (isObject && !isDeeper(patch, MAX_DEPTH)) return patch;
  const message = isObject ? `must have at most ${MAX_DEPTH} levels` : 'must be of type object';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}
