/** Terms and fractions stop changing the result at about this ratio. */
const PRECISION = 1e-16;

/** Far more than any degrees of freedom that a column can have need; it only makes every loop end. */
const MAX_STEPS = 100_000;

/** From here on the terms of Stirling's series that are left out are below 1e-17. */
const STIRLING_FROM = 16;

/**
 * The regularised upper incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a) for a > 0, x ≥ 0: by the series of P below
 * x = a + 1 (DLMF 8.11.4), where 1 − P loses nothing, and by the continued fraction above (DLMF 8.9.2, evaluated
 * forwards by Lentz's method), so that small values keep their relative accuracy down to the smallest double.
 */
export function upperGammaRatio(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  return x < a + 1
    ? 1 - gammaKernel(a, x) * lowerSeries(a, x)
    : gammaKernel(a, x) * upperContinuedFraction(a, x);
}

/** xᵃ e⁻ˣ / Γ(a), for a > 0 and x > 0. */
export function gammaKernel(a: number, x: number): number {
  return Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Σ xⁿ / (a (a + 1) … (a + n)), n from 0. */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_STEPS && term > sum * PRECISION; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** For x ≥ a + 1 all convergents are positive, so Lentz's guards against a zero are not needed. */
function upperContinuedFraction(a: number, x: number): number {
  let denominator = x + 1 - a;
  let ratioAbove = Infinity;
  let ratioBelow = 1 / denominator;
  let fraction = ratioBelow;
  for (let n = 1; n < MAX_STEPS; n += 1) {
    const numerator = n * (a - n);
    denominator += 2;
    ratioBelow = 1 / (numerator * ratioBelow + denominator);
    ratioAbove = denominator + numerator / ratioAbove;
    const change = ratioAbove * ratioBelow;
    fraction *= change;
    if (Math.abs(change - 1) <= 4 * PRECISION) break;
  }
  return fraction;
}

/** ln Γ(z) for z > 0: Stirling's series (DLMF 5.11.1), carried down to small z by Γ(z + 1) = z Γ(z). */
function logGamma(z: number): number {
  let product = 1;
  let shifted = z;
  while (shifted < STIRLING_FROM) {
    product *= shifted;
    shifted += 1;
  }
  const square = shifted * shifted;
  const series =
    (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / shifted;
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series;
  return stirling - Math.log(product);
}
