/**
 * Numbers in [0, 1) that depend on the seed and the words alone (mulberry32 over an FNV-1a hash), so that a decision
 * about one thing does not depend on what else goes on at the time.
 */
export function seededRandom(seed: number, ...words: readonly (string | number)[]): () => number {
  let state = hash(`${seed}/${words.join('/')}`);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
}
