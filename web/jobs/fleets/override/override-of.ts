import { mergePatchOf } from '../../../kit/json/json-differences.ts';
import type { JsonObject } from '../../../kit/json/json.ts';
import { patched } from '../../../kit/json/merge-patch.ts';

/** What an override may say; the rest is the fleet's. */
const FIELDS: readonly string[] = ['recurrences', 'task', 'policies', 'after', 'description', 'tags'];

/** What the job of a model says by the fleet alone: its template over that of its value stream. */
export function jobOfFleet(streamDefaults: JsonObject, template: JsonObject): JsonObject {
  return patched(streamDefaults, template);
}

/** The job of a model with its override. */
export function withOverride(job: JsonObject, override: JsonObject): JsonObject {
  return patched(job, override);
}

/**
 * The override that makes `wanted` of the fleet's job: what is the same says nothing, what is gone is null. What the former
 * override says that changes nothing (it is the same as the fleet's today) goes.
 */
export function overrideOf(job: JsonObject, wanted: JsonObject): JsonObject {
  const patch = mergePatchOf(job, wanted);
  return Object.fromEntries(Object.entries(patch).filter(([name]) => FIELDS.includes(name)));
}
