import { badRequest, unsupported } from '../cosmos-error.ts';

/** What a request's path names. */
export type Resource =
  | { readonly kind: 'account' }
  | { readonly kind: 'databases' }
  | { readonly kind: 'database'; readonly databaseId: string }
  | { readonly kind: 'containers'; readonly databaseId: string }
  | {
      readonly kind: 'container' | 'ranges' | 'items';
      readonly databaseId: string;
      readonly containerId: string;
    }
  | {
      readonly kind: 'item';
      readonly databaseId: string;
      readonly containerId: string;
      readonly itemId: string;
    };

/** A path with the two words that a request for it is signed over. */
export interface Target {
  readonly resource: Resource;
  readonly signedType: string;
  /** The path of the resource, or of what owns it for a request to a whole feed; without slashes at its ends. */
  readonly signedLink: string;
}

/** Reads a request's path; throws a 501 that names the kind of resource when it is not served here. */
export function parseTarget(url: string): Target {
  const segments = (url.split('?')[0] ?? '')
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode);
  const isFeed = segments.length % 2 === 1;
  const signedType = segments.at(isFeed ? -1 : -2) ?? '';
  return {
    resource: toResource(segments),
    signedType,
    signedLink: (isFeed ? segments.slice(0, -1) : segments).join('/'),
  };
}

function toResource(segments: readonly string[]): Resource {
  const [dbs, databaseId, colls, containerId, ...inside] = segments;
  if (dbs === undefined) return { kind: 'account' };
  if (dbs !== 'dbs') throw unsupported(`the resource '${segments.join('/')}'`);
  if (databaseId === undefined) return { kind: 'databases' };
  if (colls === undefined) return { kind: 'database', databaseId };
  if (colls !== 'colls') throw unsupported(`resources of the kind '${colls}'`);
  if (containerId === undefined) return { kind: 'containers', databaseId };
  return toContainerResource({ databaseId, containerId }, inside);
}

interface ContainerName {
  readonly databaseId: string;
  readonly containerId: string;
}

function toContainerResource(container: ContainerName, inside: readonly string[]): Resource {
  const [feed, itemId, ...deeper] = inside;
  if (feed === undefined) return { kind: 'container', ...container };
  if (feed === 'pkranges' && itemId === undefined) return { kind: 'ranges', ...container };
  if (feed !== 'docs' || deeper.length > 0) throw unsupported(`resources of the kind '${inside.join('/')}'`);
  return itemId === undefined ? { kind: 'items', ...container } : { kind: 'item', ...container, itemId };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest(`The path segment '${segment}' is not percent-encoded properly.`);
  }
}
