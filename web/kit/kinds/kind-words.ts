/** What a kind is called while its title is not known: `report-collection` is a report collection. */
export function kindWords(kind: string): string {
  const words = kind.replaceAll('-', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
