import type { JsonValue } from '../json.ts';
import type { AggregateCall, Evaluate, Scope } from './scope.ts';

/** The values a source brings to a scope; each makes a scope of its own, with that value as its last variable. */
export type ExpandSource = (scope: Scope) => readonly JsonValue[];

/** A SELECT whose expressions are functions of a scope: a whole query or a subquery. */
export interface CompiledSelect {
  /** What FROM and JOIN bring to a scope, one after the other. */
  readonly sources: readonly ExpandSource[];
  readonly matches: (scope: Scope) => boolean;
  readonly select: Evaluate;
  readonly groupBy: readonly Evaluate[];
  readonly aggregates: readonly AggregateCall[];
  readonly distinct: boolean;
  readonly offset: number;
  /** The most rows the query gives over all its pages. */
  readonly limit: number;
  /** How many variables a scope of the SELECT list has. */
  readonly width: number;
}

/** Aggregates and GROUP BY give rows of groups rather than of documents. */
export function isGrouped(query: CompiledSelect): boolean {
  return query.groupBy.length > 0 || query.aggregates.length > 0;
}
