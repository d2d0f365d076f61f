import { describe, expect, test } from 'vitest';
import { runFuzzer, type Fuzzer } from './run-fuzzer.ts';

function fuzzer(run: Fuzzer['run']): Fuzzer {
  return { name: 'sums', unit: 'sums', defaultCases: 100, slice: 10, seedStride: 7, run };
}

describe('runFuzzer', () => {
  test('does every case once, each slice with a seed of its own', async () => {
    const slices: unknown[] = [];
    const lines: string[] = [];

    const outcome = await runFuzzer(
      fuzzer((seed, cases) => {
        slices.push([seed, cases]);
      }),
      { seed: 3, cases: 25 },
      (line) => lines.push(line),
    );

    expect(outcome).toBe('passed');
    expect(slices).toEqual([
      [3, 10],
      [10, 10],
      [17, 5],
    ]);
    expect(lines.at(-1)).toBe('sums: 25 of 25 sums (seed 17)');
  });

  test('stops at the first failure and prints the command that repeats it', async () => {
    const lines: string[] = [];
    let slices = 0;

    const outcome = await runFuzzer(
      fuzzer(async (seed) => {
        slices += 1;
        if (seed === 10) throw new Error('1 + 1 is 3', { cause: 'carry' });
      }),
      { seed: 3, cases: 40 },
      (line) => lines.push(line),
    );

    expect(outcome).toBe('failed');
    expect(slices).toBe(2);
    expect(lines.join('\n')).toContain('Error: 1 + 1 is 3');
    expect(lines.join('\n')).toContain('carry');
    expect(lines.at(-1)).toBe('  npm run fuzz -- sums --seed 10 --cases 10');
  });
});
