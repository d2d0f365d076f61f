import type { SampleWindow } from '../../domain/stability/sample-counter.ts';
import type { ResultColumn } from './run-statement.ts';
import { floatOf, quoteName } from './sql-text.ts';
import { wrongType } from './warehouse-columns.ts';

/** A column as numbers: NULL and NaN are missing values. Throws InvalidInput for one that holds no numbers. */
export function asNumber(column: ResultColumn): string {
  if (column.type !== 'fixed' && column.type !== 'real') throw wrongType(column, 'numbers are needed');
  return `${quoteName(column.name)}::FLOAT`;
}

/**
 * A column as texts, empty where it is NULL. A FLOAT has no one text, and is refused as all that is neither text, whole
 * or decimal number, truth value nor date. Throws InvalidInput.
 */
export function asText(column: ResultColumn): string {
  const name = quoteName(column.name);
  switch (column.type) {
    case 'text':
      return `COALESCE(${name}, '')`;
    case 'fixed':
    case 'boolean':
    case 'date':
      return `COALESCE(TO_VARCHAR(${name}), '')`;
    default:
      throw wrongType(column, 'texts, whole numbers, truth values or dates are needed');
  }
}

/** Seconds and milliseconds since 1970 are told apart by their magnitude, as in files. */
const SECONDS = [1e8, 1e10] as const;
const MILLISECONDS = [1e11, 1e13] as const;

/**
 * The condition that a row's time lies in [from, to). Instants without a zone are UTC. Throws InvalidInput for a column
 * that holds no times: a text would have to be read row by row, and no partition could be passed over.
 */
export function isWithin(column: ResultColumn, { from, to }: SampleWindow): string {
  const name = quoteName(column.name);
  const [first, end] = [from, to].map((instant) => new Date(instant).toISOString());
  switch (column.type) {
    case 'date':
    case 'timestamp_ntz':
      return `${name} >= ${toNtz(first)} AND ${name} < ${toNtz(end)}`;
    case 'timestamp_tz':
    case 'timestamp_ltz':
      return `${name} >= ${toTz(first)} AND ${name} < ${toTz(end)}`;
    case 'fixed':
    case 'real':
      return `(${[
        isBetween(name, { from: from / 1000, to: to / 1000, within: SECONDS }),
        isBetween(name, { from, to, within: MILLISECONDS }),
      ].join(' OR ')})`;
    default:
      throw wrongType(column, 'dates, timestamps or epoch numbers are needed');
  }
}

function toNtz(instant = ''): string {
  return `TO_TIMESTAMP_NTZ('${instant.replace('T', ' ').replace('Z', '')}')`;
}

function toTz(instant = ''): string {
  return `'${instant.replace('Z', '+00:00')}'::TIMESTAMP_TZ`;
}

interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly within: readonly [number, number];
}

function isBetween(name: string, { from, to, within: [low, high] }: Bounds): string {
  return `(${name} >= ${floatOf(Math.max(from, low))} AND ${name} < ${floatOf(Math.min(to, high))})`;
}
