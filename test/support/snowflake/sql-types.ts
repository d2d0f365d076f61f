import { unknownTo } from './refused.ts';
import type { Token } from './sql-tokens.ts';

/** DuckDB's name for a type of Snowflake: every FLOAT of Snowflake has 64 bits, every integer 38 digits. */
const TYPES: Readonly<Record<string, string>> = {
  FLOAT: 'DOUBLE',
  DOUBLE: 'DOUBLE',
  REAL: 'DOUBLE',
  NUMBER: 'DECIMAL',
  NUMERIC: 'DECIMAL',
  DECIMAL: 'DECIMAL',
  INT: 'DECIMAL(38,0)',
  INTEGER: 'DECIMAL(38,0)',
  BIGINT: 'DECIMAL(38,0)',
  VARCHAR: 'VARCHAR',
  TEXT: 'VARCHAR',
  STRING: 'VARCHAR',
  BOOLEAN: 'BOOLEAN',
  DATE: 'DATE',
  TIMESTAMP_NTZ: 'TIMESTAMP',
  TIMESTAMP_TZ: 'TIMESTAMPTZ',
  VARIANT: 'JSON',
  ARRAY: 'JSON',
  OBJECT: 'JSON',
};

export interface TypeAt {
  /** In DuckDB's words. */
  readonly type: string;
  /** The position after it. */
  readonly end: number;
}

/** Reads the type that begins at a token, with its precision. Throws Refused for one that is not known. */
export function typeAt(tokens: readonly Token[], at: number): TypeAt {
  const name = tokens[at]?.text ?? 'the end';
  const type = TYPES[name];
  if (type === undefined) throw unknownTo(`the type ${name}`);
  if (tokens[at + 1]?.text !== '(') return { type: type === 'DECIMAL' ? 'DECIMAL(38,0)' : type, end: at + 1 };
  const close = tokens.findIndex((token, index) => index > at && token.text === ')');
  const precision = tokens.slice(at + 2, close).map(({ text }) => text);
  // A length of text or a fraction's digits of an instant say nothing to DuckDB.
  if (type !== 'DECIMAL') return { type, end: close + 1 };
  return {
    type: `DECIMAL(${precision.length === 1 ? `${precision.join('')},0` : precision.join('')})`,
    end: close + 1,
  };
}
