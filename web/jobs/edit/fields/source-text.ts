import { isJsonObject, textAt } from '../../../kit/json/json.ts';

/** Ways to say where a sample comes from. */
export const SOURCE_WAYS = ['file', 'registered', 'table', 'query', 'report'] as const;
export type SourceWay = (typeof SOURCE_WAYS)[number];

const REPORT = '{report}';

/** The way in which a source is said; undefined of nothing. */
export function wayOf(source: unknown): SourceWay | undefined {
  if (typeof source === 'string') return source === REPORT ? 'report' : 'file';
  if (!isJsonObject(source)) return undefined;
  if ('baselineId' in source) return 'registered';
  const { snowflake } = source;
  if (isJsonObject(snowflake)) return 'query' in snowflake ? 'query' : 'table';
  return 'file';
}

/** What is typed of it: the path, the id, the table or the query. */
export function textOf(source: unknown): string {
  if (typeof source === 'string') return source;
  if (!isJsonObject(source)) return '';
  const { snowflake } = source;
  if (isJsonObject(snowflake)) return textAt(snowflake, 'query') || textAt(snowflake, 'table');
  return textAt(source, 'baselineId') || textAt(source, 'path');
}

/** The source as the API takes it; undefined of nothing. A file keeps its format and zone while its path changes. */
export function sourceOf(way: SourceWay, text: string, former?: unknown): unknown {
  if (way === 'report') return REPORT;
  if (text === '') return undefined;
  switch (way) {
    case 'file':
      return isJsonObject(former) && 'path' in former ? { ...former, path: text } : text;
    case 'registered':
      return { baselineId: text };
    case 'table':
      return { snowflake: { table: text } };
    case 'query':
      return { snowflake: { query: text } };
  }
}
