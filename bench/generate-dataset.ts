/** How the generated numbers are written, which decides how dear they are to parse. */
export type NumberStyle = 'short' | 'full-precision';

export interface DatasetOptions {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly style: NumberStyle;
  readonly seed: number;
}

const ROWS_PER_CHUNK = 4_096;
/** Every second column lacks 2 % of its values. */
const MISSING_SHARE = 0.02;

/** A CSV file of bell-shaped columns as a list of chunks; the same options give the same bytes. */
export function generateDataset(options: DatasetOptions): readonly Uint8Array[] {
  const random = createRandom(options.seed);
  const encoder = new TextEncoder();
  const names = Array.from({ length: options.columnCount }, (_, column) => `x${column}`);
  const chunks = [encoder.encode(`${names.join(',')}\n`)];
  for (let row = 0; row < options.rowCount; row += ROWS_PER_CHUNK) {
    const count = Math.min(ROWS_PER_CHUNK, options.rowCount - row);
    const lines = Array.from({ length: count }, () => `${writeRow(options, random).join(',')}\n`);
    chunks.push(encoder.encode(lines.join('')));
  }
  return chunks;
}

function writeRow(options: DatasetOptions, random: () => number): string[] {
  return Array.from({ length: options.columnCount }, (_, column) => {
    const value = (random() + random() + random() + random() - 2) * 10 ** ((column % 4) + 1);
    if (column % 2 === 1 && random() < MISSING_SHARE) return '';
    return options.style === 'short' ? value.toFixed(4) : String(value);
  });
}

/** mulberry32: small, fast and seeded; good enough to make data with. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
