import type { ReadableHeaders } from './api/call.ts';

/**
 * The form of an answer that a caller asks for: CSV where its Accept names that with more weight than JSON (RFC 9110,
 * section 12.5.1), else JSON.
 */
export function acceptedForm({ headers }: { readonly headers: ReadableHeaders }): 'json' | 'csv' {
  return isPreferred('text/csv', 'application/json', headers) ? 'csv' : 'json';
}

/** Whether an Accept names one type with more weight than the other, which is what is answered without it. */
export function isPreferred(type: string, over: string, headers: ReadableHeaders): boolean {
  const accepted = headers.get('accept') ?? '*/*';
  return weightOf(type, accepted) > weightOf(over, accepted);
}

/** The weight of the most specific range that covers the type; 0 where none does. */
function weightOf(type: string, accepted: string): number {
  const ranges = accepted.split(',').map(toRange);
  const [family = ''] = type.split('/');
  for (const wanted of [type, `${family}/*`, '*/*']) {
    const found = ranges.find(({ name }) => name === wanted);
    if (found !== undefined) return found.weight;
  }
  return 0;
}

function toRange(text: string): { readonly name: string; readonly weight: number } {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return { name, weight: Number.isFinite(weight) ? weight : 0 };
}
