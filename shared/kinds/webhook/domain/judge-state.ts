import { valueAt } from './value-at.ts';
import type { Json, StateRule } from './webhook-task.ts';

export type Judgement =
  | { readonly state: 'succeeded' | 'going' }
  | { readonly state: 'failed'; readonly value: string }
  /** The field says something that the rule does not know. */
  | { readonly state: 'unknown'; readonly value: string };

/** Longer values are no words for a state. */
const MAX_WORD = 64;

/** How the work stands by a field of JSON. Words are compared without regard to capitals. */
export function judgeState(
  { field, succeeded, failed, going }: StateRule,
  json: Json | undefined,
): Judgement {
  const value = valueAt(json, field);
  const word = typeof value === 'object' ? JSON.stringify(value) : String(value ?? 'nothing');
  const isOneOf = (words: readonly string[]): boolean =>
    value !== undefined && words.some((known) => known.toLowerCase() === word.toLowerCase());
  if (isOneOf(succeeded)) return { state: 'succeeded' };
  if (isOneOf(failed)) return { state: 'failed', value: word };
  if (going === undefined || isOneOf(going)) return { state: 'going' };
  return { state: 'unknown', value: word.slice(0, MAX_WORD) };
}
