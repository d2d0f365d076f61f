const SUFFIXES: Readonly<Record<string, number>> = {
  ...{ '': 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** A quantity as a number; NaN for what is none. Good to fifteen digits, which is what a stand-in needs. */
export function readQuantity(text: string): number {
  const found = /^([+-]?(?:\d+\.?\d*|\.\d+))([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/.exec(text);
  if (found === null) return NaN;
  const [, amount = '', suffix = ''] = found;
  const factor = SUFFIXES[suffix];
  return factor === undefined ? Number(`${amount}${suffix}`) : Number(amount) * factor;
}

/** Thousandths, rounded up. */
export function readMillis(text: string): number {
  return Math.ceil(Math.round(readQuantity(text) * 1e6) / 1e3);
}

export function readBytes(text: string): number {
  return Math.ceil(readQuantity(text));
}
