/** With so many digits decimal numbers and binary ones of 32 bits begin to be told apart, and always are. */
const MIN_DIGITS = 6;
const MAX_DIGITS = 9;

/** Powers of ten up to this are doubles exactly, so that dividing by one rounds once. */
const MAX_EXACT_POWER = 22;
const POWERS = Float64Array.from({ length: MAX_EXACT_POWER + 1 }, (_, exponent) => Number(`1e${exponent}`));

/** Numbers in this range need no power beyond the exact ones, whatever the digits. */
const SMALLEST = 1e-12;
const LARGEST = 1e22;

/**
 * The double nearest to the shortest decimal number that names a 32-bit one: 0.1 where the 32 bits are
 * 0.10000000149011612. That decimal is what a CSV file holds, so that both kinds of file give the same value, and a
 * value that is a bin's edge stays in its bin. Of two equally near decimals it is the even one, as in numpy.
 */
export function decimalOfFloat(value: number): number {
  const size = Math.abs(value);
  // Every whole number up to 2^24 has 32 bits of its own, and fewer digits than any other name.
  if (size <= 16_777_216 && Number.isInteger(value)) return value;
  if (!(size >= SMALLEST && size < LARGEST)) return Number.isFinite(value) ? byText(value) : value;
  const magnitude = magnitudeOf(size);
  for (let digits = MIN_DIGITS; digits <= MAX_DIGITS; digits += 1) {
    const decimal = rounded(size, digits - 1 - magnitude);
    if (Math.fround(decimal) === size) return value < 0 ? -decimal : decimal;
  }
  return value;
}

/** The exponent of the power of ten at or below a number. */
function magnitudeOf(size: number): number {
  let magnitude = 0;
  if (size >= 1) {
    while (size >= (POWERS[magnitude + 1] ?? Infinity)) magnitude += 1;
    return magnitude;
  }
  while (size * (POWERS[-magnitude] ?? 0) < 1) magnitude -= 1;
  return magnitude;
}

/** Rounded to so many decimal places, which may be less than none. */
function rounded(size: number, places: number): number {
  if (places < 0) return roundedToEven(size / (POWERS[-places] ?? 1)) * (POWERS[-places] ?? 1);
  const power = POWERS[places] ?? 1;
  return roundedToEven(size * power) / power;
}

function roundedToEven(size: number): number {
  const floor = Math.floor(size);
  const rest = size - floor;
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return rest < 0.5 ? floor : floor + 1;
}

function byText(value: number): number {
  for (let digits = 1; digits < MAX_DIGITS; digits += 1) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return decimal;
  }
  return Number(value.toPrecision(MAX_DIGITS));
}
