import type { Json } from './webhook-task.ts';

/** Deeper ones are no answers, and would be more than a walk over them can take. */
const MAX_DEPTH = 100;

/** The JSON that a text is; undefined when it is none, or nested too deeply. */
export function readJson(text: string): Json | undefined {
  if (isTooDeep(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** What JSON is parsed to is nothing else. */
function isJson(value: unknown): value is Json {
  return value !== undefined;
}
