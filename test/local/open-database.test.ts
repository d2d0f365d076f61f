import { describe, expect, test } from 'vitest';
import { openDatabase, transact } from '../../local/sqlite/open-database.ts';

describe('transact', () => {
  test('keeps nothing of a transaction that throws', () => {
    const database = openDatabase({ dataDir: undefined, name: 'x' }, 'CREATE TABLE t (v INTEGER)');

    expect(() =>
      transact(database, () => {
        database.exec('INSERT INTO t VALUES (1)');
        throw new Error('half way');
      }),
    ).toThrow('half way');

    expect(database.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 0 });
    database.close();
  });
});
