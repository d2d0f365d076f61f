import { expect, test } from 'vitest';
import { fuzzSql } from './fuzz-sql.ts';

test('queries of the Cosmos stand-in give what reading everything gives, over random documents and writes', () => {
  const { cases, withRows } = fuzzSql(1, 3000);

  expect(withRows).toBeGreaterThan(cases / 4);
});
