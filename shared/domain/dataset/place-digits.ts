import { POWERS_OF_TEN, productError } from './exact-arithmetic.ts';

const SCALE = 1e-8;
/** What 1e-8 lacks to 10^-8, to 53 bits: the remainder of 1 divided by 10^8. */
const SCALE_REST = (1 - 1e8 * SCALE - productError(1e8, SCALE, 1e8 * SCALE)) / 1e8;
const INVERSE_POWERS = POWERS_OF_TEN.map((power) => 1 / power);
/** Several times what the rounding of the small terms may come to. */
const DOUBT = 2 ** -100;
const TAIL_DOUBT = 2 ** -50;

/**
 * `head · 10^-8 + tail · 10^-places`: correctly rounded, or NaN when this arithmetic cannot be sure of the last bit.
 * `head` is a whole number below 2^53, `tail` one below 10^(places − 8), and `places` at most 22.
 *
 * The first product is kept as an exact sum of two doubles (Dekker's product, and 10^-8 to 106 bits); the second is
 * less than a unit of `head`, so a double is enough for it.
 */
export function placeDigits(head: number, tail: number, places: number): number {
  const product = head * SCALE;
  const tailPart = tail * (INVERSE_POWERS[places] ?? NaN);
  const rest = productError(head, SCALE, product) + head * SCALE_REST + tailPart;
  const doubt = product * DOUBT + tailPart * TAIL_DOUBT;
  const nearest = product + (rest + doubt);
  return nearest === product + (rest - doubt) ? nearest : NaN;
}
