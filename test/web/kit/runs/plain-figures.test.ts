import { describe, expect, test } from 'vitest';
import { figuresOf, plainResultOf } from '../../../../web/kit/runs/plain-figures.ts';

describe('figuresOf', () => {
  test('tells each figure by its name, as people read it', () => {
    const figures = { Attempts: 12_345, Share: 0.123456, Done: true, Note: 'ok', Left: null };

    expect(figuresOf({ figures })).toEqual([
      { term: 'Attempts', text: '12,345' },
      { term: 'Share', text: '0.1235' },
      { term: 'Done', text: 'yes' },
      { term: 'Note', text: 'ok' },
      { term: 'Left', text: '–' },
    ]);
  });

  test('has none where the kind gives none', () => {
    expect(figuresOf({})).toEqual([]);
  });
});

describe('plainResultOf', () => {
  test('is there of kinds that say all that there is to show', () => {
    const result = { kind: 'webhook', words: 'Answered 200 after 12 ms.' } as const;

    expect(plainResultOf({ result })).toBe(result);
    expect(plainResultOf({})).toBeUndefined();
  });
});
