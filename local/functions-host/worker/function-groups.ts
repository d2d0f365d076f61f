import type { FunctionDefinition, Trigger } from './function-definition.ts';

export type TriggerType = Trigger['type'];
export type FunctionOf<T extends TriggerType> = FunctionDefinition<Extract<Trigger, { type: T }>>;

/** The functions with this kind of trigger, in order of registration. */
export function withTrigger<T extends TriggerType>(
  functions: readonly FunctionDefinition[],
  type: T,
): FunctionOf<T>[] {
  return functions.filter((definition): definition is FunctionOf<T> => definition.trigger.type === type);
}

/** By lower-case name: function names are compared ignoring case. */
export function byName<T extends FunctionDefinition>(functions: readonly T[]): ReadonlyMap<string, T> {
  return new Map(functions.map((definition) => [definition.name.toLowerCase(), definition]));
}
