import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';

/**
 * What the header `If-Match` of a request expects (RFC 9110, 13.1.1); undefined without it. Versions are not
 * split within: they are quoted texts without commas. Weak ones never match, as the comparison is the strong one.
 */
export function expectedVersions({
  headers,
}: {
  readonly headers: { get(name: string): string | null };
}): ExpectedVersions {
  const header = headers.get('if-match')?.trim();
  if (header === undefined || header === '*') return header;
  return header.split(',').map((version) => version.trim());
}
