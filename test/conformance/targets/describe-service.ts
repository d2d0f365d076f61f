import { describe } from 'vitest';
import type { Target } from './read-target.ts';

/** Declares a suite against a target; where the target cannot be had it is skipped, and its name says why. */
export function describeService<T>(
  target: Target<T>,
  declareCases: (connect: () => Promise<T>) => void,
): void {
  if ('missing' in target) {
    describe.skip(`${target.name}: skipped, ${target.missing}`, () => {
      declareCases(() => Promise.reject(new Error(target.missing)));
    });
    return;
  }
  describe(target.name, () => {
    declareCases(target.connect);
  });
}
