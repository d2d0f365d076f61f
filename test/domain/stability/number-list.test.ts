import { expect, test } from 'vitest';
import { NumberList } from '../../../shared/domain/stability/number-list.ts';

test('NumberList holds all that was pushed, in order', () => {
  const list = new NumberList();
  const values = Array.from({ length: 5_000 }, (_, index) => index / 7);
  for (const value of values) list.push(value);

  expect(list.length).toBe(5_000);
  expect([...list.toArray()]).toEqual(values);
});
