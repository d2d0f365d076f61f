import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseYamlDocuments } from '../../../shared/adapters/yaml/parse-yaml-documents.ts';

describe('parseYamlDocuments', () => {
  test('gives each document with the lines of what is in it', () => {
    const { documents, problems } = parseYamlDocuments('a: 1\nb:\n  - c: 2\n---\nd: 3\n');

    expect(problems).toEqual([]);
    expect(documents.map(({ value }) => value)).toEqual([{ a: 1, b: [{ c: 2 }] }, { d: 3 }]);
    expect(documents[0]?.lineOf(['b', 0, 'c'])).toBe(3);
    expect(documents[1]?.lineOf(['d'])).toBe(5);
    expect(documents[1]?.lineOf(['none'])).toBeUndefined();
  });

  test('takes JSON, also indented with tabs', () => {
    const { documents } = parseYamlDocuments('{\n\t"a": [\n\t\t{ "b": "x" }]\n}\n');

    expect(documents[0]?.value).toEqual({ a: [{ b: 'x' }] });
    expect(documents[0]?.lineOf(['a', 0, 'b'])).toBe(3);
  });

  test('leaves a faulty document out, with the line of its fault', () => {
    const { documents, problems } = parseYamlDocuments('a: 1\n---\nb: [1\nc: 2\n---\nd: 3\n');

    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { d: 3 }]);
    expect(problems).toMatchObject([{ line: 4 }]);
    expect(problems[0]?.message).not.toContain('\n');
  });

  test('takes anchors that people write, and refuses a bomb of them', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghijkl'
        .split('')
        .map((name, at) => `${name}: &${name} [*${'abcdefghijk'.charAt(at)}, *${'abcdefghijk'.charAt(at)}]`),
    ];

    expect(parseYamlDocuments('a: &a {x: 1}\nb: *a\n').documents).toMatchObject([{ value: { b: { x: 1 } } }]);
    expect(parseYamlDocuments(bomb.join('\n'))).toMatchObject({ documents: [], problems: [{ line: 1 }] });
  });

  test('refuses what is nested too deeply or has too many documents', () => {
    for (const text of ['['.repeat(100_000), '- '.repeat(100_000), '--- 1\n'.repeat(2001)]) {
      expect(parseYamlDocuments(text)).toMatchObject({ documents: [], problems: [{}] });
    }
  });

  test('gives nothing but plain values', () => {
    const { documents } = parseYamlDocuments('a: !!js/function "x"\n__proto__: {b: 1}\n');

    expect(documents[0]?.value).toMatchObject({ a: 'x' });
    expect(Object.getPrototypeOf(documents[0]?.value)).toBe(Object.prototype);
  });

  test('never throws, whatever the text is', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '&a',
      '*a',
      '!!x ',
      '"',
      '---\n',
      '|',
      '?',
      '%',
      '\t',
      '<<: ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => {
          for (const { lineOf } of parseYamlDocuments(text).documents) lineOf(['a', 0]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
