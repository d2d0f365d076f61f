import { isJsonObject } from '../../../kit/json/json.ts';

/** The texts of a list, one a line. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function textOfLines(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join('\n') : '';
}

/**
 * Names and values, `name: value` a line; a value in braces is JSON, as `{ "secret": "NAME" }` is. Undefined where a line
 * is no pair, or names something a second time.
 */
export function pairsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  const pairs = new Map<string, unknown>();
  for (const line of linesOf(text)) {
    const [, name, value] = /^([^:]*[^:\s])\s*:\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined || pairs.has(name)) return undefined;
    pairs.set(name, valueIn(value));
  }
  return Object.fromEntries(pairs);
}

export function textOfPairs(value: unknown): string {
  if (!isJsonObject(value)) return '';
  return Object.entries(value)
    .map(([name, of]) => `${name}: ${typeof of === 'string' ? of : JSON.stringify(of)}`)
    .join('\n');
}

function valueIn(text: string): unknown {
  if (!text.startsWith('{')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
