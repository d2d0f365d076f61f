import { deepStrictEqual } from 'node:assert/strict';
import { FuzzEpisode } from './fuzz-episode.ts';
import { ModelQueue } from './model-queue.ts';

export interface FuzzReport {
  readonly seed: number;
  readonly operations: number;
  /** How often each operation was done. */
  readonly tally: Readonly<Record<string, number>>;
}

const OPERATIONS_PER_EPISODE = 250;

/**
 * Does the same random operations to the broker and to a model of it, and compares what each answers and holds.
 *
 * @throws Error naming seed, episode and the last operations at the first difference.
 */
export function fuzzMessages(seed: number, operations: number, Model = ModelQueue): FuzzReport {
  const tally: Record<string, number> = {};
  for (let done = 0, episode = 0; done < operations; episode += 1) {
    const run = new FuzzEpisode(seed * 1_000_003 + episode, Model);
    const end = Math.min(done + OPERATIONS_PER_EPISODE, operations);
    for (; done < end; done += 1) step(run, { seed, episode, tally });
    run.close();
  }
  return { seed, operations, tally };
}

function step(
  run: FuzzEpisode,
  { seed, episode, tally }: { seed: number; episode: number; tally: Record<string, number> },
): void {
  try {
    const { name, actual, expected } = run.next();
    const [operation = name] = name.split(' ');
    tally[operation] = (tally[operation] ?? 0) + 1;
    deepStrictEqual(actual, expected);
    const { actual: held, expected: shouldHold } = run.snapshots();
    deepStrictEqual(held, shouldHold);
  } catch (error) {
    const trail = run.trail.slice(-12).join('\n  ');
    throw new Error(`Seed ${seed}, episode ${episode}: the broker differs from the model after\n  ${trail}`, {
      cause: error,
    });
  }
}
