/** The header of an answer that has no place for a cursor (RFC 8288): the address of the next page. */
export function nextPageHeader(url: string, cursor: string | undefined): Readonly<Record<string, string>> {
  if (cursor === undefined) return {};
  const next = new URL(url);
  next.searchParams.set('cursor', cursor);
  return { link: `<${next.pathname}${next.search}>; rel="next"` };
}
