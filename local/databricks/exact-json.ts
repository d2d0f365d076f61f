/** A value of JSON whose ids, numbers of 64 bits, are kept. */
export type Fields = Readonly<Record<string, unknown>>;

const TEXT_OR_LONG_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|\b\d{16,}\b/g;

/** Reads a body; whole numbers of 16 digits and more come as texts. Undefined when it is no JSON object. */
export function readFields(text: string): Fields | undefined {
  try {
    const exact = text.replaceAll(TEXT_OR_LONG_NUMBER, (found) =>
      found.startsWith('"') ? found : `"${found}"`,
    );
    const value: unknown = JSON.parse(exact);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An id, or empty where there is none. */
export function idIn(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Texts that are written as numbers: ids. */
export class Id {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }

  toJSON(): string {
    return `#id:${this.digits}#`;
  }
}

/** Writes JSON, ids as numbers. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"#id:(\d+)#"/g, '$1');
}
