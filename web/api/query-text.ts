import type { ApiCall } from './api-call.ts';

/** A query as it stands in an address, with its "?"; what is undefined or empty is left out. */
export function queryText(query: ApiCall['query'] = {}): string {
  const said = Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text = typeof value === 'object' ? value.join(',') : String(value);
    return text === '' ? [] : [[name, text]];
  });
  return said.length === 0 ? '' : `?${new URLSearchParams(said).toString()}`;
}
