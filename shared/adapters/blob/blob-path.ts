/** A path's first part names the container. */
export function partsOf(path: string): { readonly container: string; readonly name: string } {
  const slash = path.indexOf('/');
  return { container: path.slice(0, slash), name: path.slice(slash + 1) };
}
