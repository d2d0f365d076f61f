import type { DuckDBVector } from '@duckdb/node-api';
import type { DecodedColumn } from '../../domain/dataset/sample-sink.ts';
import { decimalOfFloat } from './decimal-of-float.ts';

/** How a column of a Parquet file is selected, and what becomes of the vectors that come. */
export interface ColumnDecoder {
  /** One expression or two over the column's name; a vector comes for each. */
  readonly expressions: readonly string[];
  readonly decode: (vectors: readonly DuckDBVector[]) => DecodedColumn;
}

/** Types whose every value is a double. */
const EXACT_NUMBERS: ReadonlySet<string> = new Set([
  ...['TINYINT', 'SMALLINT', 'INTEGER', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'DOUBLE'],
  // A column in which every value is missing.
  '"NULL"',
]);

const WIDE_INTEGERS: ReadonlySet<string> = new Set(['BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT']);

/** Types whose text in DuckDB is what its own and others' CSV files hold. */
const TEXTS: ReadonlySet<string> = new Set([
  ...['VARCHAR', 'BOOLEAN', 'UUID', 'JSON', 'DATE', 'TIME', 'TIME_NS', 'TIME WITH TIME ZONE'],
  ...['TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'],
]);

/** As many digits as every double holds. */
const MAX_EXACT_DIGITS = 15;

/** Ten to the power of more is no double, so that dividing by it rounds twice. */
const MAX_EXACT_SCALE = 22;

/** Up to this whole numbers are doubles, each one. */
const MAX_EXACT = 2 ** 53;

/**
 * How to decode a column of a DuckDB type; undefined for one with no values that a CSV field could hold. `name` is
 * what the query calls it, in need of no quotes.
 */
export function columnDecoder(type: string, name: string): ColumnDecoder | undefined {
  if (EXACT_NUMBERS.has(type)) return exactNumbers(name);
  if (type === 'FLOAT') return floats(name);
  if (WIDE_INTEGERS.has(type)) return wideNumbers(name, 0);
  if (TEXTS.has(type) || type.startsWith('ENUM(')) return texts(`${name}::VARCHAR`);
  if (type === 'TIMESTAMP WITH TIME ZONE') return texts(inUtc(name));
  return decimals(type, name);
}

function decimals(type: string, name: string): ColumnDecoder | undefined {
  const [, width, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (width === undefined) return undefined;
  if (Number(scale) > MAX_EXACT_SCALE) return texts(`${name}::VARCHAR`);
  return Number(width) <= MAX_EXACT_DIGITS ? exactNumbers(name) : wideNumbers(name, Number(scale));
}

/** An instant as 2026-03-29T01:00:00Z, whatever the machine's zone. */
function inUtc(name: string): string {
  return `replace(make_timestamp(epoch_us(${name}))::VARCHAR, ' ', 'T') || 'Z'`;
}

function asDouble(name: string): string {
  return `coalesce(${name}::DOUBLE, 'nan'::DOUBLE)`;
}

function exactNumbers(name: string): ColumnDecoder {
  return {
    expressions: [asDouble(name)],
    decode: ([vector]) => ({ kind: 'numbers', values: doublesOf(vector) }),
  };
}

function floats(name: string): ColumnDecoder {
  let kept = new Float64Array(0);
  return {
    expressions: [`coalesce(${name}, 'nan'::FLOAT)`],
    decode: ([vector]) => {
      const values = floatsOf(vector);
      if (kept.length !== values.length) kept = new Float64Array(values.length);
      for (const [row, value] of values.entries()) kept[row] = decimalOfFloat(value);
      return { kind: 'numbers', values: kept };
    },
  };
}

/**
 * Numbers that a double may not hold come as texts besides; a batch with such a number is a batch of texts, so that
 * long numbers that are names keep all their digits.
 */
function wideNumbers(name: string, scale: number): ColumnDecoder {
  const limit = `${MAX_EXACT}e-${scale}`;
  const exact = scale === 0 ? String(MAX_EXACT) : decimalText(scale);
  // Less than the limit, for its own rounding.
  const suspicious = Number(limit) * (1 - 2 ** -50);
  return {
    expressions: [
      asDouble(name),
      `CASE WHEN ${name} NOT BETWEEN -${exact} AND ${exact} THEN ${name}::VARCHAR END`,
    ],
    decode: ([vector, long]) => {
      const values = doublesOf(vector);
      if (!values.some((value) => Math.abs(value) >= suspicious)) return { kind: 'numbers', values };
      const texts = textsOf(long);
      if (texts.every((text) => text === null)) return { kind: 'numbers', values };
      return {
        kind: 'texts',
        values: Array.from(
          values,
          (value, row) => texts[row] ?? (Number.isNaN(value) ? null : String(value)),
        ),
      };
    },
  };
}

/** 2^53 over ten to the power of `scale`, with all digits. */
function decimalText(scale: number): string {
  const digits = String(MAX_EXACT).padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function texts(expression: string): ColumnDecoder {
  return {
    expressions: [expression],
    decode: ([vector]) => ({ kind: 'texts', values: textsOf(vector) }),
  };
}

function doublesOf(vector: DuckDBVector | undefined): Float64Array {
  if (vector !== undefined && 'items' in vector && vector.items instanceof Float64Array) return vector.items;
  throw new Error('DuckDB gave no doubles where they were selected.');
}

function floatsOf(vector: DuckDBVector | undefined): Float32Array {
  if (vector !== undefined && 'items' in vector && vector.items instanceof Float32Array) return vector.items;
  throw new Error('DuckDB gave no floats where they were selected.');
}

function textsOf(vector: DuckDBVector | undefined): (string | null)[] {
  return Array.from({ length: vector?.itemCount ?? 0 }, (_, row) => {
    const text: unknown = vector?.getItem(row);
    return typeof text === 'string' ? text : null;
  });
}
