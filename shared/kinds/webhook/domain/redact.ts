import type { Json } from './webhook-task.ts';

/** A shorter one would take half of every text with it, and protects nothing. */
const MIN_CHARACTERS = 4;
/** A part of a secret that is a secret itself: the token of `Bearer <token>`. */
const MIN_PART_CHARACTERS = 8;
const HIDDEN = '[secret]';

/** Takes secrets out of texts. */
export type Redact = (text: string) => string;

/** A function that takes these secrets out, as they are and as an address or base64 has them. */
export function redactorOf(secrets: readonly string[]): Redact {
  const hidden = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  return (text) => hidden.reduce((rest, form) => rest.replaceAll(form, HIDDEN), text);
}

/** A JSON value with every text in it, names of fields too, redacted. */
export function redactJson(value: Json, redact: Redact): Json {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => redactJson(item, redact));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [redact(name), redactJson(part, redact)]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function formsOf(secret: string): readonly string[] {
  const parts = secret.split(/\s+/).filter((part) => part.length >= MIN_PART_CHARACTERS);
  return [secret, ...parts].flatMap((text) => {
    if (text.length < MIN_CHARACTERS) return [];
    const base64 = toBase64(text);
    return [text, encodeURIComponent(text.toWellFormed()), base64, base64.replace(/=+$/, '')];
  });
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
