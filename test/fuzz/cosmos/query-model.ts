import type { JsonValue } from '../../../local/cosmos/json.ts';

/** A query as the generator makes it: written out for the engine, evaluated as it is by the reference. */
export type Term =
  | { readonly is: 'constant'; readonly value: JsonValue | undefined; readonly asParameter?: string }
  | { readonly is: 'path'; readonly of: string; readonly steps: readonly (string | number)[] }
  | { readonly is: 'not' | 'minus'; readonly inner: Term }
  | { readonly is: 'operator'; readonly operator: string; readonly left: Term; readonly right: Term }
  | { readonly is: 'choice'; readonly test: Term; readonly then: Term; readonly otherwise: Term }
  | { readonly is: 'in'; readonly negated: boolean; readonly value: Term; readonly options: readonly Term[] }
  | { readonly is: 'between'; readonly value: Term; readonly low: Term; readonly high: Term }
  | { readonly is: 'like'; readonly value: Term; readonly pattern: string }
  | { readonly is: 'function'; readonly name: string; readonly given: readonly Term[] }
  | { readonly is: 'list'; readonly items: readonly Term[] }
  | { readonly is: 'record'; readonly entries: readonly (readonly [string, Term])[] }
  | { readonly is: 'aggregate'; readonly name: string; readonly of: Term }
  | { readonly is: 'exists' | 'array' | 'scalar'; readonly query: QueryModel };

export interface FromItem {
  readonly alias: string;
  /** Undefined for the document itself. */
  readonly elementsOf: Term | QueryModel | undefined;
  /** `alias IN (SELECT …)`: the elements of the subquery's rows, not the rows. */
  readonly iteratesRows?: boolean;
}

export interface QueryModel {
  readonly distinct: boolean;
  readonly top: number | undefined;
  readonly select:
    | { readonly as: 'star' }
    | { readonly as: 'value'; readonly term: Term }
    | { readonly as: 'list'; readonly items: readonly (readonly [string, Term])[] };
  readonly from: readonly FromItem[];
  readonly where: Term | undefined;
  readonly groupBy: readonly Term[];
  readonly orderBy: readonly { readonly path: readonly string[]; readonly descending: boolean }[];
  readonly offset: number | undefined;
  readonly limit: number | undefined;
}
