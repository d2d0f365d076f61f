import { simulate, type SimulationOptions } from './simulation.ts';

export interface SeedsResult {
  readonly seeds: number;
  readonly slots: number;
  /** The first seed that violated something, and what. */
  readonly failure: { readonly seed: number; readonly violations: readonly string[] } | undefined;
}

/** Simulates seed after seed, up to the first violation. */
export async function simulateSeeds(
  { from, count }: { readonly from: number; readonly count: number },
  options: SimulationOptions = {},
): Promise<SeedsResult> {
  let slots = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const result = await simulate(seed, options);
    slots += result.slots;
    if (result.violations.length > 0) {
      return { seeds: seed - from + 1, slots, failure: { seed, violations: result.violations } };
    }
  }
  return { seeds: count, slots, failure: undefined };
}
