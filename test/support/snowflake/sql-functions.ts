/**
 * What a function of Snowflake is called in DuckDB. A function that is not here is refused: one that both know by
 * the same name may still mean two things.
 */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  COUNT: 'count',
  COUNT_IF: 'count_if',
  SUM: 'sum',
  MIN: 'min',
  MAX: 'max',
  AVG: 'avg',
  COALESCE: 'coalesce',
  NVL: 'coalesce',
  IFF: 'iff',
  ABS: 'abs',
  SQUARE: 'square',
  UPPER: 'upper',
  LOWER: 'lower',
  LENGTH: 'length',
  LEFT: 'left',
  ROW_NUMBER: 'row_number',
  RANK: 'rank',
  DATE_TRUNC: 'date_trunc',
  TO_TIMESTAMP_NTZ: 'to_timestamp_ntz',
  TO_VARCHAR: 'to_varchar',
  TO_DOUBLE: 'to_double',
  PARSE_JSON: 'parse_json',
  STRIP_NULL_VALUE: 'strip_null_value',
  ARRAY_CONSTRUCT: 'json_array',
  SYSDATE: 'sysdate',
};

/** Words before a parenthesis that are no function. */
export const NOT_FUNCTIONS: ReadonlySet<string> = new Set([
  ...[
    'AND',
    'OR',
    'NOT',
    'IN',
    'AS',
    'ON',
    'USING',
    'FROM',
    'JOIN',
    'WHERE',
    'BY',
    'OVER',
    'VALUES',
    'INSERT',
  ],
  ...[
    'SELECT',
    'THEN',
    'ELSE',
    'WHEN',
    'UNION',
    'ALL',
    'EXISTS',
    'HAVING',
    'QUALIFY',
    'INTO',
    'DISTINCT',
    'TABLE',
  ],
]);

/** Run once in each database: the functions that DuckDB does not have, or has with another meaning. */
export const MACROS: readonly string[] = [
  'CREATE MACRO parse_json(x) AS CAST(x AS JSON)',
  "CREATE MACRO strip_null_value(x) AS CASE WHEN json_type(x) = 'NULL' THEN NULL ELSE x END",
  'CREATE MACRO iff(condition, yes, no) AS CASE WHEN condition THEN yes ELSE no END',
  'CREATE MACRO square(x) AS x * x',
  'CREATE MACRO to_timestamp_ntz(x) AS CAST(x AS TIMESTAMP)',
  'CREATE MACRO to_varchar(x) AS CAST(x AS VARCHAR)',
  'CREATE MACRO to_double(x) AS CAST(x AS DOUBLE)',
  // The time in UTC, without a zone.
  "CREATE MACRO sysdate() AS (get_current_timestamp() AT TIME ZONE 'UTC')",
];
