import { badRequest } from '../cosmos-error.ts';
import type { OrderBy } from './query.ts';

/** One path of a composite index, as the indexing policy writes it; ascending unless it says `descending`. */
interface CompositePath {
  readonly path: string;
  readonly order?: 'ascending' | 'descending' | undefined;
}

export type CompositeIndex = readonly CompositePath[];

/**
 * Throws the service's 400 when an ORDER BY of several properties has no composite index of exactly those paths,
 * all in the asked direction or all in the opposite one (an index can be read from either end).
 */
export function assertServedByIndex(orderBy: readonly OrderBy[], indexes: readonly CompositeIndex[]): void {
  if (orderBy.length < 2 || indexes.some((index) => serves(index, orderBy))) return;
  throw badRequest(
    'The order by query does not have a corresponding composite index that it can be served from.',
  );
}

function serves(index: CompositeIndex, orderBy: readonly OrderBy[]): boolean {
  if (index.length !== orderBy.length) return false;
  const turned = index.map((part, position) => {
    const asked = orderBy[position];
    return asked?.path.join('/') === toNames(part.path)
      ? (part.order === 'descending') !== asked.descending
      : undefined;
  });
  return turned.every((value) => value === true) || turned.every((value) => value === false);
}

function toNames(path: string): string {
  return path.replace(/^\//, '').replaceAll('"', '');
}
