/** Quantities are counted in billionths, the finest that Kubernetes knows. */
const NANOS = 1_000_000_000n;

/** 2^63 - 1: Kubernetes promises to hold no more. */
const GREATEST = 9_223_372_036_854_775_807n * NANOS;

/** Powers of ten beyond these make nothing that could be asked for or held. */
const MAX_EXPONENT = 30;

const QUANTITY =
  /^(?<sign>[+-]?)(?:(?<whole>\d+)(?:\.(?<places>\d*))?|\.(?<bare>\d+))(?<suffix>[KMGTPE]i|[numkMGTPE]|[eE](?<exponent>[+-]?\d+))?$/;

const POWERS_OF_TWO: Readonly<Record<string, bigint>> = {
  Ki: 10n,
  Mi: 20n,
  Gi: 30n,
  Ti: 40n,
  Pi: 50n,
  Ei: 60n,
};

const POWERS_OF_TEN: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

/**
 * A quantity as Kubernetes writes them ("500m", "3.5G", "1Gi", "12e6"), in billionths; undefined for a text that it would
 * refuse, or whose amount it could not hold. As there, what is finer than a billionth is rounded away from zero: who
 * asks for something gets something. Grammar: `resource.Quantity` of k8s.io/apimachinery.
 */
export function parseQuantity(text: string): bigint | undefined {
  const groups = text.length > 100 ? undefined : QUANTITY.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { sign, whole = '', places = groups['bare'] ?? '', suffix = '', exponent } = groups;
  const power = exponent === undefined ? (POWERS_OF_TEN[suffix] ?? 0) : Number(exponent);
  const digits = BigInt(whole + places);
  if (digits === 0n) return 0n;
  if (power > MAX_EXPONENT) return undefined;
  const scaled = (digits << (POWERS_OF_TWO[suffix] ?? 0n)) * NANOS;
  const nanos = timesPowerOfTen(scaled, Math.max(power, -1000) - places.length);
  if (nanos > GREATEST) return undefined;
  return sign === '-' ? -nanos : nanos;
}

/** Thousandths of what billionths are of, rounded up, as the scheduler counts CPU. */
export function toMillis(nanos: bigint): number {
  return Number(dividedUp(nanos, NANOS / 1000n));
}

/** Whole ones of what billionths are of, rounded up, as the scheduler counts memory. */
export function toWhole(nanos: bigint): number {
  return Number(dividedUp(nanos, NANOS));
}

function timesPowerOfTen(value: bigint, power: number): bigint {
  return power >= 0 ? value * 10n ** BigInt(power) : dividedUp(value, 10n ** BigInt(-power));
}

/** Of what is below zero the ceiling too, as in Kubernetes: towards zero. */
function dividedUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value > 0n && value % divisor !== 0n ? quotient + 1n : quotient;
}
