import { inspect } from 'node:util';

/** Something that is tried at random against a model of itself. */
export interface Fuzzer {
  readonly name: string;
  /** What its cases are, in the plural. */
  readonly unit: string;
  readonly defaultCases: number;
  /** Cases between two lines of progress; also as many as it takes to repeat a failure. */
  readonly slice: number;
  /** How far apart the seeds of two slices are, so that none does what another has done. */
  readonly seedStride: number;
  /** Throws at the first difference; the same seed and number of cases do the same. */
  readonly run: (seed: number, cases: number) => void | Promise<void>;
}

/**
 * Runs a fuzzer slice by slice, a line of progress each. Stops at the first failure, which is printed with the
 * command that repeats it.
 */
export async function runFuzzer(
  { name, unit, slice, seedStride, run }: Fuzzer,
  { seed, cases }: { readonly seed: number; readonly cases: number },
  print: (line: string) => void,
): Promise<'passed' | 'failed'> {
  for (let done = 0, number = 0; done < cases; number += 1) {
    const sliceSeed = seed + number * seedStride;
    const size = Math.min(slice, cases - done);
    try {
      await run(sliceSeed, size);
    } catch (error) {
      print(inspect(error));
      print(`${name}: FAILED with seed ${sliceSeed}. To repeat:`);
      print(`  npm run fuzz -- ${name} --seed ${sliceSeed} --cases ${size}`);
      return 'failed';
    }
    done += size;
    print(`${name}: ${done} of ${cases} ${unit} (seed ${sliceSeed})`);
  }
  return 'passed';
}
