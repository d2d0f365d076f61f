import { describe, expect, test } from 'vitest';
import { jsonDifferences, mergePatchOf } from '../../../../web/kit/json/json-differences.ts';
import { pointerBelow, valueAt, withValueAt } from '../../../../web/kit/json/json-pointer.ts';

describe('withValueAt', () => {
  test('makes the objects on the way', () => {
    expect(withValueAt({}, '/policies/retry/maxAttempts', 5)).toEqual({
      policies: { retry: { maxAttempts: 5 } },
    });
  });

  test('takes away with a field the objects that have nothing else', () => {
    const document = { kind: 'stability', policies: { retry: { maxAttempts: 5 } } };

    expect(withValueAt(document, '/policies/retry/maxAttempts', undefined)).toEqual({ kind: 'stability' });
  });

  test('replaces, adds and takes out elements of a list', () => {
    const document = { recurrences: [{ type: 'once' }, { type: 'cron' }] };

    expect(withValueAt(document, '/recurrences/1', { type: 'interval' })['recurrences']).toEqual([
      { type: 'once' },
      { type: 'interval' },
    ]);
    expect(withValueAt(document, '/recurrences/0', undefined)['recurrences']).toEqual([{ type: 'cron' }]);
    expect(withValueAt(document, '/recurrences/9', 'more')['recurrences']).toHaveLength(3);
  });

  test('leaves the document that it was given as it was', () => {
    const document = { task: { modelId: 'churn' } };

    withValueAt(document, '/task/modelId', 'upsell');

    expect(document).toEqual({ task: { modelId: 'churn' } });
  });

  test('finds names with a slash or a tilde again', () => {
    const pointer = pointerBelow('/task/columnTypes', 'a/b~c');

    expect(valueAt(withValueAt({}, pointer, 'numeric'), pointer)).toBe('numeric');
    expect(pointer).toBe('/task/columnTypes/a~1b~0c');
  });
});

describe('jsonDifferences', () => {
  test('goes as deep as objects go, and tells a list as a whole', () => {
    const before = { policies: { overlap: 'skip', spreadSeconds: 5 }, tags: ['a'] };
    const after = { policies: { overlap: 'allow-all', spreadSeconds: 5 }, tags: ['a', 'b'] };

    expect(jsonDifferences(before, after)).toEqual([
      { pointer: '/policies/overlap', before: 'skip', after: 'allow-all' },
      { pointer: '/tags', before: ['a'], after: ['a', 'b'] },
    ]);
  });

  test('takes the order of fields and undefined ones for nothing', () => {
    expect(jsonDifferences({ a: 1, b: { c: 2, d: undefined } }, { b: { c: 2 }, a: 1 })).toEqual([]);
  });
});

describe('mergePatchOf', () => {
  test('says null of what is gone, and nothing of what is the same', () => {
    const before = { description: 'x', task: { modelId: 'churn', alpha: 0.1 }, tags: ['a'] };
    const after = { task: { modelId: 'churn', scoreColumn: 'score' }, tags: ['b'] };

    expect(mergePatchOf(before, after)).toEqual({
      description: null,
      task: { alpha: null, scoreColumn: 'score' },
      tags: ['b'],
    });
  });
});
