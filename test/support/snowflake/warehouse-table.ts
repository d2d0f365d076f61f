import { quoteName, quoteText, floatOf } from '../../../shared/adapters/snowflake/sql-text.ts';
import type { SnowflakeStandIn } from './snowflake-stand-in.ts';

export type Value = string | number | null;

export interface WarehouseColumn {
  readonly name: string;
  readonly type: string;
}

/** Makes a table anew and fills it; numbers go in as the doubles that they are. */
export async function putTable(
  standIn: SnowflakeStandIn,
  table: string,
  {
    columns,
    rows,
  }: { readonly columns: readonly WarehouseColumn[]; readonly rows: readonly (readonly Value[])[] },
): Promise<void> {
  const definitions = columns.map(({ name, type }) => `${quoteName(name)} ${type}`);
  await standIn.run(`CREATE OR REPLACE TABLE ${table} (${definitions.join(', ')})`);
  for (let from = 0; from < rows.length; from += 500) {
    const values = rows.slice(from, from + 500).map((row) => {
      return `(${row.map((value, column) => literal(value, columns[column]?.type ?? 'VARCHAR')).join(', ')})`;
    });
    await standIn.run(`INSERT INTO ${table} VALUES ${values.join(', ')}`);
  }
}

function literal(value: Value, type: string): string {
  if (value === null) return 'NULL';
  return type === 'FLOAT' ? floatOf(Number(value)) : `${quoteText(String(value))}::${type}`;
}
