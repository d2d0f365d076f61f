import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseDocuments } from '../../../cli/apply/document.ts';
import { readDocuments } from '../../../cli/apply/read-documents.ts';
import { documentPointer } from '../../../cli/apply/to-request.ts';
import { upstreamFirst } from '../../../cli/apply/upstream-first.ts';
import { CommandFailed } from '../../../cli/command/failures.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-documents-'));
});

afterEach(() => rm(folder, { recursive: true }));

const stdin = { stdin: { isTty: false, readAll: async () => '' } };

async function read(text: string) {
  await writeFile(join(folder, 'a.yaml'), text);
  return readDocuments([join(folder, 'a.yaml')], stdin);
}

async function faultsOf(text: string): Promise<string> {
  const found = await read(text);
  try {
    parseDocuments(found);
  } catch (error) {
    if (error instanceof CommandFailed) return error.message.replaceAll(folder, '');
    throw error;
  }
  return '';
}

const job = (name: string, after?: string) => ({
  apiVersion: 'evenkeel/v1' as const,
  kind: 'Job' as const,
  metadata: { name, valueStream: 'a' },
  spec: after === undefined ? {} : { after: { jobId: after } },
  source: 'x',
});

describe('readDocuments', () => {
  test('gives every document of a file with its line, and passes over empty ones', async () => {
    const found = await read('# nothing\n---\na: 1\n---\n---\nb: 2\n');

    expect(found.map(({ source, value }) => [source.replace(folder, ''), value])).toEqual([
      ['/a.yaml:3', { a: 1 }],
      ['/a.yaml:6', { b: 2 }],
    ]);
  });

  test('reads the YAML and JSON files below a folder, without hidden ones', async () => {
    await writeFile(join(folder, 'b.json'), '{"b":1}');
    await writeFile(join(folder, 'a.yml'), 'a: 1');
    await writeFile(join(folder, '.c.yaml'), 'c: 1');
    await writeFile(join(folder, 'd.csv'), 'd\n1\n');

    const found = await readDocuments([folder], stdin);

    expect(found.map(({ value }) => value)).toEqual([{ a: 1 }, { b: 1 }]);
  });

  test('leaves dates texts, as the API has them', async () => {
    expect((await read('- 2026-12-25'))[0]?.value).toEqual(['2026-12-25']);
  });

  test('refuses broken YAML with its line, and a key that comes twice', async () => {
    await expect(read('a: [1')).rejects.toThrow(/a\.yaml: .* at line 1/);
    await expect(read('a: 1\na: 2')).rejects.toThrow('Map keys must be unique');
  });

  test('refuses aliases that would fill the memory', async () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`,
    );

    await expect(read(['l0: &l0 [x]', ...levels].join('\n'))).rejects.toThrow('Excessive alias count');
  });

  test('names a file that is not there', async () => {
    await expect(readDocuments(['/nowhere'], stdin)).rejects.toThrow("'/nowhere' cannot be read");
  });
});

describe('parseDocuments', () => {
  test('tells every fault of all documents', async () => {
    expect(
      await faultsOf(
        [
          'apiVersion: evenkeel/v1\nkind: Job\nmetadata: { name: a }\nspec: { jobId: b }',
          'apiVersion: v2\nkind: Calendar\nmetadata: { name: c, nmae: d }\nspec: { dates: [] }',
          'apiVersion: evenkeel/v1\nkind: Horse',
          'kind: 1',
        ].join('\n---\n'),
      ),
    ).toBe(
      [
        'The documents have faults.',
        '/a.yaml:1 /metadata/valueStream: is missing',
        '/a.yaml:1 /spec/jobId: belongs in /metadata/name',
        '/a.yaml:6 /apiVersion: must be evenkeel/v1',
        '/a.yaml:6 /metadata/nmae: is not a known field',
        "/a.yaml:11 /kind: 'Horse' is no kind: there are Job, Model, Calendar, AlertRule, Fleet, JobTemplate, EdgeSite, Edge",
        '/a.yaml:14 /kind: must be a document with a kind: Job, Model, Calendar, AlertRule, Fleet, JobTemplate, EdgeSite, Edge',
      ].join('\n  '),
    );
  });

  test('wants the site of an edge, which may be called as one of another site', async () => {
    const edge = (metadata: string): string =>
      `apiVersion: evenkeel/v1\nkind: Edge\nmetadata: ${metadata}\nspec: {}`;

    expect(await faultsOf(edge('{ name: a }'))).toContain('/metadata/site: is missing');
    const north = edge('{ name: a, site: north }');
    expect(await faultsOf(`${north}\n---\n${north}`)).toContain('Edge north/a stands in /a.yaml:1 already');
    const south = edge('{ name: a, site: south }');
    expect(await faultsOf(`${north}\n---\n${south}`)).toBe('');
  });

  test('has one place for what metadata says of a fleet or a site', async () => {
    const fleet = 'apiVersion: evenkeel/v1\nkind: Fleet\nmetadata: { name: a, valueStream: s }\nspec: ';
    const site = 'apiVersion: evenkeel/v1\nkind: EdgeSite\nmetadata: { name: a }\nspec: ';

    expect(await faultsOf(`${fleet}{ fleetId: a }`)).toContain('/spec/fleetId: belongs in /metadata/name');
    expect(await faultsOf(`${site}{ title: A }`)).toContain('/spec/title: belongs in /metadata/description');
  });

  test('refuses a second document of the same name', async () => {
    const calendar = 'apiVersion: evenkeel/v1\nkind: Calendar\nmetadata: { name: a }\nspec: { dates: [] }';

    expect(await faultsOf(`${calendar}\n---\n${calendar}`)).toContain(
      'Calendar a stands in /a.yaml:1 already',
    );
  });
});

describe('upstreamFirst', () => {
  test('puts a job behind the one that it comes after, wherever that stands', () => {
    const order = upstreamFirst([job('c', 'b'), job('x'), job('b', 'a'), job('a', 'elsewhere')]);

    expect(order.map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c', 'x']);
  });

  test('puts a pipeline behind the jobs of its steps', () => {
    const pipeline = job('a');
    const task = {
      steps: [
        { name: 'one', job: 'c' },
        { name: 'two', job: 'b' },
      ],
    };
    const order = upstreamFirst([{ ...pipeline, spec: { ...pipeline.spec, task } }, job('b', 'c'), job('c')]);

    expect(order.map(({ metadata }) => metadata.name)).toEqual(['c', 'b', 'a']);
  });

  test('leaves a circle to the server', () => {
    expect(upstreamFirst([job('a', 'b'), job('b', 'a')])).toHaveLength(2);
  });
});

describe('documentPointer', () => {
  test.each([
    ['/jobId', '/metadata/name'],
    ['/tags/0', '/metadata/tags/0'],
    ['/task/baseline', '/spec/task/baseline'],
    ['', ''],
  ])('%s of a request is %s of its document', (pointer, expected) => {
    expect(documentPointer(pointer)).toBe(expected);
  });
});
