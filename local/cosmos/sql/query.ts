import type { Value } from '../json.ts';

export type BinaryOperator =
  'AND' | 'OR' | '??' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '||' | '+' | '-' | '*' | '/' | '%';

/** A scalar expression as written; what it means is decided by compile-expression.ts. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'parameter'; readonly name: string }
  /** A name that FROM or JOIN brings: the document, or what an iteration or a subquery gives. */
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'property'; readonly target: Expression; readonly name: string }
  | { readonly kind: 'element'; readonly target: Expression; readonly index: Expression }
  | { readonly kind: 'unary'; readonly operator: 'NOT' | '-' | '+'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    }
  | { readonly kind: 'in'; readonly value: Expression; readonly options: readonly Expression[] }
  | {
      readonly kind: 'like';
      readonly value: Expression;
      readonly pattern: Expression;
      readonly escape: string | undefined;
    }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  /** EXISTS (…), ARRAY (…), or (…) where the subquery gives one row at most. */
  | { readonly kind: 'exists' | 'array-of' | 'scalar'; readonly query: Query }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Expression])[] };

export type Selection =
  | { readonly kind: 'star' }
  | { readonly kind: 'value'; readonly expression: Expression }
  | {
      readonly kind: 'list';
      readonly items: readonly { readonly expression: Expression; readonly name: string }[];
    };

/** What FROM or JOIN ranges over: a value, each element of an array, or each row of a subquery. */
export type Source =
  | {
      readonly kind: 'value' | 'elements';
      readonly alias: string;
      /** A path: a variable, then properties. At the start of a whole query the variable is the container. */
      readonly path: Expression;
    }
  | { readonly kind: 'rows'; readonly alias: string | undefined; readonly query: Query }
  /** `alias IN (SELECT …)`: each element of the rows that are arrays. */
  | { readonly kind: 'row-elements'; readonly alias: string; readonly query: Query };

export interface OrderBy {
  /** The name the path starts from; only the document's own can be ordered by. */
  readonly root: string;
  /** Property names from there; the service orders by paths only. */
  readonly path: readonly string[];
  readonly descending: boolean;
}

export interface Query {
  readonly distinct: boolean;
  readonly top: Expression | undefined;
  readonly selection: Selection;
  /** FROM first, then each JOIN; none in a subquery over the values of the query around it. */
  readonly sources: readonly Source[];
  readonly where: Expression | undefined;
  readonly groupBy: readonly Expression[];
  readonly orderBy: readonly OrderBy[];
  readonly offset: Expression | undefined;
  readonly limit: Expression | undefined;
}
