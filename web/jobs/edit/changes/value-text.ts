import { isJsonObject } from '../../../kit/json/json.ts';

/** A part of a definition in a line or a few, as in a YAML document. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'not set';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => !isJsonObject(each)))
    return value.map(String).join(', ') || 'none';
  return linesOf(value).join('\n');
}

/** As in `policies › retry › maxAttempts`. */
export function pointerText(pointer: string): string {
  return pointer.slice(1).replaceAll('/', ' › ').replaceAll('~1', '/').replaceAll('~0', '~');
}

function linesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((each) => linesOf(each).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`));
  }
  if (!isJsonObject(value)) return [String(value)];
  return Object.entries(value).flatMap(([name, field]) => {
    const lines = linesOf(field);
    const [only = ''] = lines;
    return isNested(field) ? [`${name}:`, ...lines.map((line) => `  ${line}`)] : [`${name}: ${only}`];
  });
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) || isJsonObject(value);
}
