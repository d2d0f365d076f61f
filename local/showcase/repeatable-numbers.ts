/** Both look random and are not. */
export interface RepeatableNumbers {
  /** From 0 up to, not including, 1. */
  readonly uniform: () => number;
  /** Of mean 0 and standard deviation 1. */
  readonly normal: () => number;
}

/** Numbers that look random and are the same for the same name: mulberry32 (T. Ettinger, public domain) and Box and Muller. */
export function repeatableNumbers(name: string): RepeatableNumbers {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(name)) state = Math.imul(state ^ byte, 0x01000193);
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
