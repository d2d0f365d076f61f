import type { CsvDialect } from '../../../shared/domain/dataset/csv-dialect.ts';
import type { SeededRandom } from '../cosmos/seeded-random.ts';

export interface RandomCsv {
  readonly dialect: CsvDialect;
  readonly maxMalformedRows: number;
  readonly text: string;
}

const DELIMITERS = [',', ',', ',', ';', '\t', '|', ' ', ':', '~'] as const;
const LIMITS = [0, 0, 1, 3, 25, 1_000] as const;
const LINE_ENDS = ['\n', '\n', '\r\n'] as const;
const WORDS = [
  '',
  '',
  'NA',
  'null',
  'a',
  'x y',
  'é',
  '\u{1f600}',
  '\ufeff',
  '-',
  '.',
  '12a',
  '१',
  '#',
  'e5',
] as const;
const ODD_NUMBERS = [
  ...([
    '-0',
    '007',
    '.5',
    '5.',
    '-.5',
    '+5',
    '1e-5',
    '1E5',
    ' 12',
    '12\t',
    '1.2.3',
    '1,000.5',
    '1.000,5',
  ] as const),
  ...([
    'Infinity',
    '-Infinity',
    '9007199254740993',
    '0.1234567890123456789012',
    '0x1F',
    '--1',
    '- 1',
  ] as const),
  ...(['999999999.99999999', '9007199254740993.00001', '4503599627370497.5', '0.00000000', '1_0'] as const),
] as const;
const BIG_TEXT_LENGTH = 300_000;

/** A file that is mostly in order, with every kind of fault, or mere noise. */
export function randomCsv(random: SeededRandom): RandomCsv {
  const dialect = { delimiter: random.pick(DELIMITERS), decimalComma: random.chance(0.3) };
  const mark = random.chance(0.15) ? '\ufeff' : '';
  const maxMalformedRows = random.pick(LIMITS);
  if (random.chance(0.1)) return { dialect, maxMalformedRows, text: mark + noise(random, dialect, 60) };
  return { dialect, maxMalformedRows, text: mark + new CsvWriter(random, dialect).file() };
}

class CsvWriter {
  readonly #random: SeededRandom;
  readonly #dialect: CsvDialect;
  readonly #width: number;
  readonly #lineEnd: string;
  readonly #mixed: boolean;
  readonly #faultShare: number;
  readonly #quotedShare: number;

  constructor(random: SeededRandom, dialect: CsvDialect) {
    this.#random = random;
    this.#dialect = dialect;
    this.#width = 1 + random.below(5);
    this.#lineEnd = random.pick(LINE_ENDS);
    this.#mixed = random.chance(0.2);
    this.#faultShare = random.pick([0, 0, 0.02, 0.1, 0.4]);
    this.#quotedShare = random.pick([0, 0.05, 0.5]);
  }

  file(): string {
    const random = this.#random;
    const header = Array.from({ length: this.#width }, (_, column) => this.#name(column));
    const rows = random.list(0, 14, () => this.#row());
    let body = rows.join('');
    // Longer than a slice of the reader, and than a batch.
    if (body !== '' && random.chance(0.002)) body = body.repeat(Math.ceil(BIG_TEXT_LENGTH / body.length));
    const text = header.join(this.#dialect.delimiter) + this.#end() + body;
    // Cut off anywhere, or at its last line end.
    if (random.chance(0.05))
      return text.slice(0, random.below(text.length + 1)).replace(/[\ud800-\udbff]$/, '');
    return random.chance(0.3) ? text.replace(/\r?\n$/, '') : text;
  }

  #name(column: number): string {
    if (this.#random.chance(0.02)) return 'c0';
    return this.#random.chance(0.1) ? this.#quoted(`c ${column}${this.#text()}`) : `c${column}`;
  }

  #row(): string {
    const random = this.#random;
    if (random.chance(0.04)) return this.#end();
    const isFaulty = random.chance(this.#faultShare);
    const width = isFaulty && random.chance(0.4) ? random.below(8) : this.#width;
    const fields = Array.from({ length: width }, () => this.#field());
    if (isFaulty && width > 0) fields[random.below(width)] = this.#faultyField();
    return fields.join(this.#dialect.delimiter) + this.#end();
  }

  #field(): string {
    if (this.#random.chance(this.#quotedShare)) return this.#quoted(this.#text());
    return this.#random.chance(0.75) ? this.#number() : this.#random.pick(WORDS);
  }

  #text(): string {
    const random = this.#random;
    if (random.chance(0.4)) return this.#number();
    const { delimiter } = this.#dialect;
    return random
      .list(0, 5, () => random.pick(['a', '1', '"', '\n', '\r\n', '\r', 'é', '\u{1f600}', delimiter]))
      .join('');
  }

  #quoted(text: string): string {
    return `"${text.replaceAll('"', '""')}"`;
  }

  #number(): string {
    const random = this.#random;
    if (random.chance(0.1)) return this.#localized(random.pick(ODD_NUMBERS));
    const sign = random.chance(0.3) ? '-' : '';
    const whole = this.#digits(random.chance(0.9) ? 4 : 18);
    if (random.chance(0.3)) return sign + whole;
    return this.#localized(`${sign}${whole}.${this.#digits(random.chance(0.7) ? 6 : 24)}`);
  }

  #digits(most: number): string {
    return this.#random.list(0, most, () => String(this.#random.below(10))).join('');
  }

  #localized(text: string): string {
    if (!this.#dialect.decimalComma || this.#random.chance(0.1)) return text;
    return text.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));
  }

  #faultyField(): string {
    const field = this.#field();
    return this.#random.pick([
      `${field}"`,
      `a"${field}`,
      `${field}\r`,
      `${field}\r${field}`,
      `"${this.#text()}`,
      `"a"${field}x`,
      `"${this.#text()}"\r`,
      noise(this.#random, this.#dialect, 12),
    ]);
  }

  #end(): string {
    return this.#mixed ? this.#random.pick(LINE_ENDS) : this.#lineEnd;
  }
}

function noise(random: SeededRandom, { delimiter }: CsvDialect, most: number): string {
  const pieces = [
    'a',
    'b',
    '1',
    '-',
    '.',
    '"',
    '"',
    '""',
    '\n',
    '\n',
    '\r\n',
    '\r',
    'é',
    delimiter,
    delimiter,
  ] as const;
  return random.list(0, most, () => random.pick(pieces)).join('');
}
