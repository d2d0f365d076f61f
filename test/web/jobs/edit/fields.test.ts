import { describe, expect, test } from 'vitest';
import { durationWords, unitOf } from '../../../../web/jobs/edit/fields/duration-text.ts';
import { sourceOf, textOf, wayOf } from '../../../../web/jobs/edit/fields/source-text.ts';
import { textOfWords, wordsOf } from '../../../../web/jobs/edit/fields/words-text.ts';
import { pointerText, valueText } from '../../../../web/jobs/edit/changes/value-text.ts';

describe('a source', () => {
  test.for([
    'datasets/churn.csv',
    '{report}',
    { baselineId: 'c47a089e0c105d45' },
    { snowflake: { table: 'db.public.scores' } },
    { snowflake: { query: 'SELECT 1' } },
    { path: 'datasets/churn.txt', format: { type: 'csv', delimiter: ';' } },
  ])('is shown and sent as the same: %j', (source) => {
    expect(sourceOf(wayOf(source) ?? 'file', textOf(source), source)).toEqual(source);
  });

  test('keeps its format when its path changes', () => {
    const former = { path: 'datasets/a.txt', format: { type: 'csv', delimiter: ';' } };

    expect(sourceOf('file', 'datasets/b.txt', former)).toEqual({ ...former, path: 'datasets/b.txt' });
  });

  test('is nothing when nothing is typed', () => {
    expect(sourceOf('table', '')).toBeUndefined();
  });
});

describe('words', () => {
  test('stand between commas and lines', () => {
    expect(wordsOf('plan, region\n age ,,')).toEqual(['plan', 'region', 'age']);
    expect(textOfWords(['plan', 'region'])).toBe('plan, region');
  });
});

describe('durations', () => {
  test.for([
    [86_400, '1 day'],
    [5400, '90 minutes'],
    [7200, '2 hours'],
    [61, '61 seconds'],
    [0, '0 seconds'],
  ] as const)('%i s is %s', ([seconds, words]) => {
    expect(durationWords(seconds)).toBe(words);
    expect(seconds % unitOf(seconds).seconds).toBe(0);
  });
});

describe('valueText', () => {
  test('tells a list of recurrences as YAML has it', () => {
    expect(valueText([{ type: 'once', at: 'x' }, { exclusions: [{ type: 'date' }] }])).toBe(
      '- type: once\n  at: x\n- exclusions:\n    - type: date',
    );
  });

  test('says what is not set, and what is empty', () => {
    expect([valueText(undefined), valueText([]), valueText(false)]).toEqual(['not set', 'none', 'false']);
  });

  test('tells a pointer in steps', () => {
    expect(pointerText('/policies/retry/maxAttempts')).toBe('policies › retry › maxAttempts');
  });
});
