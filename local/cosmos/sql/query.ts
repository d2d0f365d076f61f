import type { Value } from '../json.ts';

export type BinaryOperator =
  'AND' | 'OR' | '??' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '||' | '+' | '-' | '*' | '/' | '%';

/** A scalar expression as written; what it means is decided by compile-expression.ts. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'root' }
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
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Expression])[] };

export type Selection =
  | { readonly kind: 'star' }
  | { readonly kind: 'value'; readonly expression: Expression }
  | {
      readonly kind: 'list';
      readonly items: readonly { readonly expression: Expression; readonly name: string }[];
    };

export interface OrderBy {
  /** Property names from the document's root; the service orders by paths only. */
  readonly path: readonly string[];
  readonly descending: boolean;
}

export interface Query {
  readonly distinct: boolean;
  readonly top: Expression | undefined;
  readonly selection: Selection;
  readonly where: Expression | undefined;
  readonly groupBy: readonly Expression[];
  readonly orderBy: readonly OrderBy[];
  readonly offset: Expression | undefined;
  readonly limit: Expression | undefined;
}
