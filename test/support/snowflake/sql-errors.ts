import { Refused } from './refused.ts';

/** The codes that Snowflake gives for what DuckDB says in these words. */
const CODES: readonly (readonly [RegExp, code: string, sqlState: string])[] = [
  [/^(Failed to extract statements: )?Parser Error/, '001003', '42000'],
  [/^Catalog Error: (Table|View|Schema)/, '002003', '02000'],
  [/^Catalog Error.*already exists/s, '002002', '42710'],
  [/^Binder Error: Referenced (column|table)/, '000904', '42000'],
  [/^Constraint Error: NOT NULL/, '100072', '22000'],
  [/^Conversion Error/, '100038', '22018'],
  [/^(Binder|Catalog) Error/, '001044', '42P13'],
];

/** Throws Refused with Snowflake's code and SQL state; DuckDB's first line is its message. */
export function toRefused(error: unknown): Refused {
  if (error instanceof Refused) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [, code, sqlState] = CODES.find(([pattern]) => pattern.test(message)) ?? [
    undefined,
    '300002',
    'XX000',
  ];
  return new Refused(code, sqlState, message.split('\n', 1).join(''));
}
