import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { scoresCsv } from '../support/stack-data.ts';

const MAIN = resolve(import.meta.dirname, '../../local/demo/main.ts');

const printed = z.strictObject({
  runId: z.string(),
  state: z.literal('succeeded'),
  psi: z.number().nullable(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      type: z.enum(['numeric', 'categorical']),
      status: z.string(),
      psi: z.number().nullable(),
      bins: z.array(
        z.strictObject({
          label: z.string(),
          expectedCount: z.number(),
          actualCount: z.number(),
          contribution: z.number(),
        }),
      ),
    }),
  ),
});

describe('npm run demo', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-demo-test-'));
    writeFileSync(join(folder, 'baseline.csv'), scoresCsv(1000));
    writeFileSync(join(folder, 'current.csv'), scoresCsv(1000, 500));
    writeFileSync(join(folder, 'other.csv'), 'x,y\n1,2\n');
    writeFileSync(join(folder, 'empty.csv'), '');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  // Not built again, under the tests that have it loaded at that moment.
  async function demo(...options: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((done) => {
      execFile(
        process.execPath,
        [MAIN, '--no-build', ...options],
        { cwd: folder },
        (error, stdout, stderr) => {
          done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
        },
      );
    });
  }

  test('prints a table of the example models and exits 0', async () => {
    const { code, stdout } = await demo();

    expect(code).toBe(0);
    for (const model of ['fuel-economy', 'flight-delay', 'seattle-weather']) {
      expect(stdout).toMatch(new RegExp(`^${model} +\\d\\.\\d{4} +\\S+ +\\S+ \\d`, 'm'));
    }
  });

  test('prints nothing but one JSON document with --json', async () => {
    const { code, stdout } = await demo(
      ...['--baseline', 'baseline.csv', '--current', 'current.csv', '--score', 'score', '--json'],
    );

    const { psi, columns } = printed.parse(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(columns.map(({ name }) => name)).toEqual(['score', 'level']);
    expect(psi).toBe(columns[0]?.psi);
    expect(columns[0]?.bins.reduce((sum, { actualCount }) => sum + actualCount, 0)).toBe(1000);
  });

  test.each([
    ['a missing file', ['--baseline', 'nobody.csv', '--current', 'current.csv'], "no file 'nobody.csv'"],
    ['an empty file', ['--baseline', 'baseline.csv', '--current', 'empty.csv'], "'empty.csv' is empty"],
    [
      'files without a common column',
      ['--baseline', 'baseline.csv', '--current', 'other.csv'],
      "'baseline.csv' and 'other.csv' have no column in common",
    ],
    ['one file only', ['--baseline', 'baseline.csv'], '--current is missing'],
    ['an unknown option', ['--basline', 'baseline.csv'], "Unknown option '--basline'"],
  ])('exits 1 with one clear sentence for %s', async (_what, options, sentence) => {
    const { code, stdout, stderr } = await demo(...options);

    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
  });
});
