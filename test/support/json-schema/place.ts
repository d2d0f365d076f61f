import type fc from 'fast-check';

/** A JSON Schema (2020-12). */
export type Schema = Readonly<Record<string, unknown>>;

/** What values are made from beside their schemas. */
export interface Sources {
  /** The schemas that `$ref` names, by the whole reference. */
  readonly definitions: ReadonlyMap<string, Schema>;
  /** Values for fields of these names, taken now and then: what the world knows already. */
  readonly known: Readonly<Record<string, readonly unknown[]>>;
}

/** Where in a value a schema stands. */
export interface Place extends Sources {
  /** How many schemas lie around it. */
  readonly depth: number;
  of(schema: unknown, field?: string): fc.Arbitrary<unknown>;
}

/** Deeper than this only what has to be there is made, so that schemas which refer to themselves come to an end. */
export const MAX_DEPTH = 6;
