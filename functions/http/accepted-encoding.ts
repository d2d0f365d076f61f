import type { ReadableHeaders } from './api/call.ts';

/**
 * The first of the encodings that a caller takes (RFC 9110, section 12.5.3), or undefined: then the bytes are sent as they
 * are. Which of those it takes it would rather have does not matter: the first is the smallest.
 */
export function acceptedEncoding<E extends string>(
  encodings: Iterable<E>,
  headers: ReadableHeaders,
): E | undefined {
  const accepted = new Map((headers.get('accept-encoding') ?? '').split(',').map(toWeighted));
  for (const encoding of encodings) {
    if ((accepted.get(encoding) ?? accepted.get('*') ?? 0) > 0) return encoding;
  }
  return undefined;
}

function toWeighted(text: string): readonly [name: string, weight: number] {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return [name, Number.isFinite(weight) ? weight : 0];
}
