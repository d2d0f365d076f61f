import type { Value } from '../json.ts';
import type { Aggregate } from './aggregates.ts';

/** What an expression is evaluated over: the values of the names it may use and, in a grouped query, its aggregates. */
export interface Scope {
  /** The document first, then what each JOIN brings, then what the subqueries around the expression bring. */
  readonly variables: readonly Value[];
  readonly aggregates: readonly Value[];
}

export type Evaluate = (scope: Scope) => Value;

/** An aggregate met in a SELECT list, with the argument it takes from each document. */
export interface AggregateCall {
  readonly aggregate: Aggregate;
  readonly argument: Evaluate;
}
