import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { batchJobName } from '../../../../shared/kinds/batch/domain/batch-names.ts';
import { deleteManifest, fetchManifest } from '../../../../shared/kinds/batch/domain/batch-source.ts';
import { jobManifest } from '../../../../shared/kinds/batch/domain/job-manifest.ts';
import { matchesTerms } from '../../../../shared/kinds/batch/domain/node-selector.ts';
import { job } from './example-nodes.ts';

const jobSpec = z.object({
  template: z.object({
    spec: z.object({
      containers: z.tuple([
        z.object({
          command: z.array(z.string()),
          env: z.array(z.object({ name: z.string(), value: z.string() })),
        }),
      ]),
    }),
  }),
});

const CONTEXT = {
  ...{ name: 'a-1', namespace: 'batch', labels: { 'evenkeel/run': 'r' }, annotations: {} },
  ...{ keepSeconds: 60, timeoutSeconds: 600 },
};

describe('jobManifest', () => {
  test('adds the preferences of the plan after those of the job', () => {
    const own = {
      weight: 50,
      preference: { matchExpressions: [{ key: 'disk', operator: 'Exists' as const }] },
    };
    const nodeAffinity = { preferredDuringSchedulingIgnoredDuringExecution: [own] };

    const manifest = jobManifest(job('a', '500m', '1Gi', { nodeAffinity }), {
      ...CONTEXT,
      preferences: [
        { node: 'n1', weight: 100 },
        { node: 'n2', weight: 15 },
      ],
    });

    const name = (node: string) => ({
      matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }],
    });
    expect(manifest.spec).toMatchObject({
      template: {
        spec: {
          affinity: {
            nodeAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                own,
                { weight: 100, preference: name('n1') },
                { weight: 15, preference: name('n2') },
              ],
            },
          },
        },
      },
    });
  });

  test('lets no label of the job hide whose it is', () => {
    const labels = { 'evenkeel/run': 'other', team: 'risk' };

    const manifest = jobManifest(job('a', '1', '1Gi', { labels }), { ...CONTEXT, preferences: [] });

    expect(manifest.metadata.labels).toEqual({ 'evenkeel/run': 'r', team: 'risk' });
  });

  test('gives no token of the cluster to a job without a service account', () => {
    const manifest = jobManifest(job('a', '1', '1Gi'), { ...CONTEXT, preferences: [] });

    expect(manifest.spec).toMatchObject({ template: { spec: { automountServiceAccountToken: false } } });
  });
});

describe('batchJobName', () => {
  test('stays a label, and unlike any other, however long the name', () => {
    const batch = { runId: 'r', fingerprint: '0123456789abcdef', attempt: 12 };
    const name = batchJobName(batch, 'a'.repeat(40), 199);

    expect(name).toMatch(/^a+-0123456789abcdef-a12-199$/);
    expect(name.length).toBeLessThanOrEqual(63);
  });
});

describe('matchesTerms', () => {
  const node = { name: 'n1', labels: { disk: 'ssd', size: '10' } };
  test.each([
    ['In', 'disk', ['ssd', 'hdd'], true],
    ['In', 'zone', ['a'], false],
    ['NotIn', 'zone', ['a'], true],
    ['NotIn', 'disk', ['ssd'], false],
    ['Exists', 'disk', [], true],
    ['DoesNotExist', 'disk', [], false],
    ['Gt', 'size', ['9'], true],
    ['Gt', 'size', ['10'], false],
    ['Lt', 'size', ['11'], true],
    ['Lt', 'disk', ['11'], false],
    ['Exists', 'toString', [], false],
  ] as const)('%s %s %j is %s', (operator, key, values, expected) => {
    expect(matchesTerms([{ matchExpressions: [{ key, operator, values }] }], node)).toBe(expected);
  });

  test('is met by one of several terms, and by none that is empty', () => {
    expect(matchesTerms([{}], node)).toBe(false);
    expect(
      matchesTerms([{}, { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }], node),
    ).toBe(true);
  });
});

describe('the scripts of a source', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-source-'));
    // Stands for git: notes how it was called, and checks out a repository of two folders.
    const git = [
      '#!/bin/sh',
      `echo "$@" >> "${folder}/calls"`,
      'case "$1" in',
      '  checkout) mkdir -p jobs/deep .git; echo code > jobs/score.py; echo more > jobs/deep/x; echo no > other ;;',
      '  rev-parse) echo 0abc ;;',
      'esac',
    ];
    writeFileSync(join(folder, 'git'), `${git.join('\n')}\n`);
    chmodSync(join(folder, 'git'), 0o755);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const context = {
    ...{ name: 'f', namespace: 'batch', labels: {}, annotations: {}, keepSeconds: 60 },
    ...{ image: 'git', claim: 'sources', folder: 'run-a1' },
  };

  function fetch(path: string, ref = 'main'): string {
    const source = { url: 'https://git.example.com/x.git', ref, path, mountPath: '/source' };
    return runScript(fetchManifest(source, context));
  }

  /** As the container would, with the volume where the test has it. */
  function runScript({ spec }: { readonly spec: object }): string {
    const { containers } = jobSpec.parse(JSON.parse(JSON.stringify(spec))).template.spec;
    const [{ command, env }] = containers;
    const variables = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    return execFileSync('/bin/sh', command.slice(1), {
      env: { ...variables, VOLUME: folder, HOSTNAME: 'pod-1', PATH: `${folder}:/usr/bin:/bin` },
      encoding: 'utf8',
    });
  }

  test('fetch the folder of the commit, and nothing else', () => {
    expect(fetch('jobs')).toBe('Fetched commit 0abc.\n');

    expect(readFileSync(join(folder, 'run-a1/score.py'), 'utf8')).toBe('code\n');
    expect(existsSync(join(folder, 'run-a1/deep/x'))).toBe(true);
    expect(existsSync(join(folder, 'run-a1/other'))).toBe(false);
    expect(existsSync(join(folder, '.run-a1-pod-1'))).toBe(false);
  });

  test('take no text of a caller for a command', () => {
    fetch('jobs', 'x;touch${IFS}pwned');

    expect(readFileSync(join(folder, 'calls'), 'utf8')).toContain(
      'fetch -q --depth 1 --no-tags -- https://git.example.com/x.git x;touch${IFS}pwned\n',
    );
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  test('fetch once, also when done twice', () => {
    fetch('.');
    expect(fetch('.')).toBe('The source is there already.\n');
    expect(existsSync(join(folder, 'run-a1/other'))).toBe(true);
    expect(existsSync(join(folder, 'run-a1/.git'))).toBe(false);
  });

  test('fail where there is no such folder, and leave nothing', () => {
    expect(() => fetch('none')).toThrow(/There is no folder|Command failed/);
    expect(existsSync(join(folder, 'run-a1'))).toBe(false);
  });

  test('delete the folder, and again without a word', () => {
    fetch('jobs');
    runScript(deleteManifest(context));
    runScript(deleteManifest(context));

    expect(existsSync(join(folder, 'run-a1'))).toBe(false);
  });
});
