import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataPathIssues } from '../../../shared/domain/data/check-data-path.ts';
import { resolvePattern } from '../../../shared/domain/data/resolve-pattern.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';

const INTERVAL = { from: Date.parse('2026-03-01T23:05:59Z'), to: Date.parse('2026-03-02T23:05:59Z') };

function matching(path: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => resolvePattern(path, INTERVAL).matches(name));
}

function faultsOf(path: string, timeZone?: string): readonly string[] {
  try {
    resolvePattern(path, INTERVAL, timeZone);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.issues.map(({ pointer, message }) => `${pointer}: ${message}`);
  }
}

describe('resolvePattern', () => {
  test('leaves a plain path as it is, for the one blob of that name', () => {
    const pattern = resolvePattern('datasets/churn/now.csv', INTERVAL);

    expect(pattern).toMatchObject({ container: 'datasets', prefix: 'churn/now.csv', isSingle: true });
    expect(pattern.matches('churn/now.csv')).toBe(true);
    expect(pattern.matches('churn/now.csv.gz')).toBe(false);
  });

  test('fills in the start of the interval, in UTC', () => {
    const { path } = resolvePattern('datasets/{yyyy}/{MM}/{dd}/{HH}-{mm}/{yyyy}.csv', INTERVAL);

    expect(path).toBe('datasets/2026/03/01/23-05/2026.csv');
  });

  test('fills in the local time of the zone', () => {
    const { path } = resolvePattern('datasets/{yyyy}{MM}{dd}T{HH}{mm}.csv', INTERVAL, 'Asia/Kolkata');

    expect(path).toBe('datasets/20260302T0435.csv');
  });

  test('takes "*" for any characters within a step', () => {
    const names = ['d/part-1.csv', 'd/part-.csv', 'd/part-1.csv.gz', 'd/x/part-1.csv', 'd/part-a/b.csv'];

    expect(matching('datasets/d/part-*.csv', names)).toEqual(['d/part-1.csv', 'd/part-.csv']);
  });

  test('takes "*" for a whole step', () => {
    expect(matching('datasets/*/x.csv', ['a/x.csv', 'b/x.csv', 'a/b/x.csv', 'x.csv'])).toEqual([
      'a/x.csv',
      'b/x.csv',
    ]);
  });

  test('lets the pieces of several "*" overlap nowhere', () => {
    expect(matching('datasets/ab*ba*ab', ['abbaab', 'abab', 'abxbaxab', 'aba', 'abba'])).toEqual([
      'abbaab',
      'abxbaxab',
    ]);
  });

  test('lists no more than what comes before the first "*"', () => {
    expect(resolvePattern('datasets/{yyyy}/p-*.csv', INTERVAL).prefix).toBe('2026/p-');
  });

  test('takes a "/" at the end for everything below', () => {
    const names = ['d/a.csv', 'd/b/c.csv', 'd', 'd/', 'dd/a.csv', 'd/b//c'];

    expect(matching('datasets/d/', names)).toEqual(['d/a.csv', 'd/b/c.csv']);
    expect(resolvePattern('datasets/d/', INTERVAL)).toMatchObject({ prefix: 'd/', isSingle: false });
  });

  test('takes a container and "/" for everything in it', () => {
    expect(matching('datasets/', ['a.csv', 'b/c.csv'])).toEqual(['a.csv', 'b/c.csv']);
    expect(resolvePattern('datasets/', INTERVAL)).toMatchObject({ prefix: '', isSingle: false });
  });

  test('leaves out what Spark writes beside its data', () => {
    const names = ['d/_SUCCESS', 'd/.part.crc', 'd/_temporary/0/p.csv', 'd/p.csv', 'd/e/_x'];

    expect(matching('datasets/d/', names)).toEqual(['d/p.csv']);
    expect(matching('datasets/d/*', names)).toEqual(['d/p.csv']);
    expect(matching('datasets/d/*/', ['d/_temporary/p.csv', 'd/e/p.csv'])).toEqual(['d/e/p.csv']);
  });

  test('finds a name with "_" at the start where it is written out', () => {
    expect(matching('datasets/_x/_*.csv', ['_x/_1.csv', '_x/1.csv'])).toEqual(['_x/_1.csv']);
  });

  test('reports every fault of a path and the zone at once', () => {
    expect(faultsOf('Data*/a//../{year}/{DD}/{x/**\\', 'Mars/Base')).toEqual([
      expect.stringContaining("/path: 'Data*' is no container"),
      expect.stringContaining("/path: '{year}' is no placeholder; there are {yyyy} {MM} {dd} {HH} {mm}"),
      expect.stringContaining("/path: '{DD}' is no placeholder"),
      '/path: has a brace without its pair',
      '/path: has an empty step ("//")',
      '/path: has the step ".."',
      expect.stringContaining('/path: has "**"'),
      expect.stringContaining('/path: has a "\\"'),
      "/timeZone: there is no time zone 'Mars/Base'",
    ]);
  });

  test.each([
    ['churn.csv', 'names no container'],
    ['/churn.csv', 'names no container'],
    ['', 'names no container'],
    ['da/x', 'is no container'],
    ['a--b/x', 'is no container'],
    ['{yyyy}/x', 'is no container'],
    ['datasets//', 'empty step'],
    ['datasets/./x', 'the step "."'],
    ['datasets/a\u0000b', 'control character'],
    [`datasets/${'x'.repeat(1025)}`, 'longer than 1024'],
    ['datasets/a}', 'brace'],
  ])('refuses %j', (path, fault) => {
    expect(dataPathIssues(path).map(({ message }) => message)).toEqual([expect.stringContaining(fault)]);
  });

  test('agrees with a regular expression on any names', () => {
    const pattern = fc.stringMatching(/^[ab*]{1,8}$/).filter((text) => !text.includes('**'));
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab]{1,12}$/), (step, name) => {
        const expected = new RegExp(`^${step.replaceAll('*', '[^/]*')}$`).test(name);

        expect(resolvePattern(`datasets/${step}`, INTERVAL).matches(name)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
