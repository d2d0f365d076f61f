import { POWERS_OF_TEN, productError } from './exact-arithmetic.ts';

/** Wider than the few 2^-53 by which the correction itself may be off. */
const DOUBT = 2 ** -49;

/** Digits that follow those of the head; fewer than 8 of them. */
export interface Tail {
  readonly value: number;
  readonly digits: number;
}

/**
 * `head / 10^exponent`, with the tail's digits appended to the head where there is one: correctly rounded, or NaN
 * when this arithmetic cannot be sure of the last bit. `head` < 10^15 and `exponent` ≤ 22.
 *
 * Without a tail both operands are exact, so IEEE division rounds once (Clinger 1990, fast path). With one, the
 * numerator is kept as an exact sum of two doubles (Dekker's product, fast two-sum); the division's remainder is
 * representable, so one correction step gives the quotient to about 100 bits.
 */
export function divideByPowerOfTen(head: number, exponent: number, tail?: Tail): number {
  const divisor = POWERS_OF_TEN[exponent] ?? NaN;
  return tail === undefined || tail.digits === 0 ? head / divisor : divideExactly(head, divisor, tail);
}

function divideExactly(head: number, divisor: number, tail: Tail): number {
  const scale = POWERS_OF_TEN[tail.digits] ?? NaN;
  const product = head * scale;
  const high = product + tail.value;
  const low = productError(head, scale, product) + (tail.value - (high - product));

  const quotient = high / divisor;
  const back = quotient * divisor;
  const remainder = high - back - productError(quotient, divisor, back);
  const correction = (remainder + low) / divisor;

  const nearest = quotient + correction;
  const isSure = quotient + correction * (1 - DOUBT) === quotient + correction * (1 + DOUBT);
  return isSure ? nearest : NaN;
}
