import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBResultReader,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { unknownTo } from './refused.ts';

/** A column as Snowflake describes it to the driver. */
export interface RowType {
  readonly name: string;
  readonly type: string;
  readonly nullable: true;
  readonly precision: number | null;
  readonly scale: number | null;
}

/** Rows of texts, as Snowflake sends them. */
export interface EncodedRows {
  readonly rowtype: readonly RowType[];
  readonly rowset: readonly (readonly (string | null)[])[];
}

export function encodeRows(reader: DuckDBResultReader): EncodedRows {
  const types = reader.columnTypes();
  const rowtype = reader.columnNames().map((name, index) => {
    const type = types[index];
    if (type === undefined) throw unknownTo('a column without a type');
    return { name, nullable: true as const, ...describe(type) };
  });
  const rowset = reader.getRows().map((row) => row.map(encodeValue));
  return { rowtype, rowset };
}

/** One column of counts, as DML answers with. */
export function encodeCounts(counts: Readonly<Record<string, number>>): EncodedRows {
  const names = Object.keys(counts);
  return {
    rowtype: names.map((name) => ({ name, type: 'fixed', nullable: true, precision: 19, scale: 0 })),
    rowset: [names.map((name) => String(counts[name] ?? 0))],
  };
}

function describe(type: DuckDBType): Omit<RowType, 'name' | 'nullable'> {
  const name = type.alias === 'JSON' ? 'variant' : SNOWFLAKE_TYPES.get(type.typeId);
  if (name === undefined) throw unknownTo(`a result of DuckDB's type ${type.toString()}`);
  const scale = 'scale' in type && typeof type.scale === 'number' ? type.scale : 0;
  if (name === 'fixed') return { type: name, precision: 38, scale };
  return { type: name, precision: null, scale: name.startsWith('timestamp') ? 9 : null };
}

const SNOWFLAKE_TYPES: ReadonlyMap<DuckDBTypeId, string> = new Map([
  [DuckDBTypeId.BOOLEAN, 'boolean'],
  [DuckDBTypeId.INTEGER, 'fixed'],
  [DuckDBTypeId.BIGINT, 'fixed'],
  [DuckDBTypeId.HUGEINT, 'fixed'],
  [DuckDBTypeId.DECIMAL, 'fixed'],
  [DuckDBTypeId.DOUBLE, 'real'],
  [DuckDBTypeId.VARCHAR, 'text'],
  [DuckDBTypeId.DATE, 'date'],
  [DuckDBTypeId.TIMESTAMP, 'timestamp_ntz'],
  [DuckDBTypeId.TIMESTAMP_TZ, 'timestamp_tz'],
  [DuckDBTypeId.SQLNULL, 'text'],
]);

/** Days and seconds since 1970 for dates and instants, `1` and `0` for booleans, text for the rest. */
function encodeValue(value: DuckDBValue): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return encodeNumber(value);
  return typeof value === 'bigint' || typeof value === 'string' ? String(value) : encodeObject(value);
}

function encodeObject(value: unknown): string {
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBDateValue) return String(value.days);
  if (value instanceof DuckDBTimestampValue) return encodeInstant(value.micros);
  // The zone is UTC, written as so many minutes from -24 h on.
  if (value instanceof DuckDBTimestampTZValue) return `${encodeInstant(value.micros)} 1440`;
  throw unknownTo('a result of this kind');
}

function encodeNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Seconds with their sign: a quarter of a second before 1970 is -0.250000000. */
function encodeInstant(micros: bigint): string {
  const magnitude = micros < 0n ? -micros : micros;
  const fraction = String(magnitude % 1_000_000n).padStart(6, '0');
  return `${micros < 0n ? '-' : ''}${magnitude / 1_000_000n}.${fraction}000`;
}
