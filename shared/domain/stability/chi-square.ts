import { InvalidInput } from '../errors.ts';
import { gammaKernel, upperGammaRatio } from './incomplete-gamma.ts';

/** Newton's steps double the digits; the bisection that guards them needs at most one step a bit. */
const MAX_STEPS = 200;

const PRECISION = 4e-16;

/**
 * P(X ≥ x) of a chi-square variable, about 1e-12 exact relatively, also where it is tiny; 0 below the smallest
 * double. With 0 degrees of freedom the variable is always 0.
 */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 0) return x > 0 ? 0 : 1;
  return upperGammaRatio(degreesOfFreedom / 2, x / 2);
}

/**
 * The 1 − alpha quantile of chi-square: what such a variable exceeds with probability alpha. Newton's method on the
 * logarithm of the survival function, kept between two bounds. Throws InvalidInput unless 0 < alpha < 1.
 */
export function chiSquareCriticalValue(alpha: number, degreesOfFreedom: number): number {
  assertAlpha(alpha);
  if (degreesOfFreedom === 0) return 0;
  let low = 0;
  let high = degreesOfFreedom;
  while (chiSquareSurvival(high, degreesOfFreedom) > alpha) {
    low = high;
    high *= 2;
  }
  let x = (low + high) / 2;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const tail = chiSquareSurvival(x, degreesOfFreedom);
    if (tail > alpha) low = x;
    else high = x;
    const next = x + (tail * Math.log(tail / alpha) * x) / gammaKernel(degreesOfFreedom / 2, x / 2);
    const guarded = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(guarded - x) <= PRECISION * x) return guarded;
    x = guarded;
  }
  return x;
}

/** Throws InvalidInput unless 0 < alpha < 1. */
export function assertAlpha(alpha: number): void {
  if (alpha > 0 && alpha < 1) return;
  const message = `The significance level must lie between 0 and 1; it is ${alpha}.`;
  throw new InvalidInput(message, [{ pointer: '/alpha', message }]);
}
