import { beforeEach, describe, expect, test } from 'vitest';
import { createDispatchDueRuns } from '../../shared/application/dispatch-due-runs.ts';
import type { CommitOutcome, JobWrite } from '../../shared/application/ports/job-store.ts';
import { at, exampleJob } from '../support/example-job.ts';
import { MemoryJobStore } from '../support/memory/memory-jobs.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';

const FLOOD = 50_000;
const OTHERS = 10;
const WRITE_MS = 20;

const FLOOD_AT = at('2026-03-01T06:00:00Z');
const OTHERS_AT = FLOOD_AT + 1000;

/** Notes in which order jobs are dispatched, and lets each write take a moment of the world's time. */
class JobStoreTakingTime extends MemoryJobStore {
  readonly written: string[] = [];
  readonly #world: MemoryWorld;
  readonly #writeMs: number;

  constructor(world: MemoryWorld, writeMs: number) {
    super(world.memory);
    this.#world = world;
    this.#writeMs = writeMs;
  }

  override async commit(write: JobWrite): Promise<CommitOutcome> {
    const { clock } = this.#world;
    clock.moveTo(new Date(clock.now() + this.#writeMs).toISOString());
    this.written.push(write.jobId);
    return super.commit(write);
  }
}

describe("50,000 runs of one value stream that are due before another's ten", () => {
  let world: MemoryWorld;

  beforeEach(async () => {
    world = createMemoryWorld('2026-03-01T05:59:00Z');
    for (let number = 0; number < FLOOD; number += 1) await create('flood', number, FLOOD_AT);
    for (let number = 0; number < OTHERS; number += 1) await create('other', number, OTHERS_AT);
  });

  async function create(valueStream: string, number: number, dueAt: number): Promise<void> {
    await world.jobs.create(
      exampleJob({
        ...{ jobId: `${valueStream}-${number}`, valueStream, nextDueAt: dueAt },
        recurrences: [{ type: 'once', at: dueAt }],
      }),
    );
  }

  function isOther(name: string): boolean {
    return name.startsWith('other-');
  }

  test('are dispatched in turns with them: all ten are among the first few dozen writes', async () => {
    const jobs = new JobStoreTakingTime(world, 0);

    const summary = await createDispatchDueRuns({ ...world, jobs })();

    expect(summary).toEqual({ runs: FLOOD + OTHERS, skippedSlots: 0, conflicts: 0, failures: 0 });
    expect(jobs.written.findLastIndex(isOther)).toBeLessThan(3 * OTHERS);
  });

  test('take the bulk queue beyond the first fifty, and theirs the live one', async () => {
    await createDispatchDueRuns(world)();

    const { sent } = world.queue;
    const live = sent.filter(({ priority }) => priority === 'live').map(({ runId }) => runId);
    expect(live.filter(isOther)).toHaveLength(OTHERS);
    expect(live).toHaveLength(50 + OTHERS);
    expect(sent).toHaveLength(FLOOD + OTHERS);
  });

  test('do not keep them from being dispatched in a pass that time cuts off', async () => {
    const jobs = new JobStoreTakingTime(world, WRITE_MS);

    const { runs } = await createDispatchDueRuns({ ...world, jobs })();

    expect(runs).toBeLessThan(FLOOD / 10);
    const sent = world.queue.sent.filter(({ runId }) => isOther(runId));
    expect(sent).toHaveLength(OTHERS);
    expect(jobs.written.findLastIndex(isOther) * WRITE_MS).toBeLessThan(1000);
  });

  test('are worked off by the passes that follow, each in its turn', async () => {
    const jobs = new JobStoreTakingTime(world, WRITE_MS);
    const dispatch = createDispatchDueRuns({ ...world, jobs });

    let passes = 0;
    let runs = 0;
    while (runs < FLOOD + OTHERS && passes < 30) {
      runs += (await dispatch()).runs;
      passes += 1;
    }

    expect(runs).toBe(FLOOD + OTHERS);
    expect(new Set(jobs.written).size).toBe(jobs.written.length);
    expect(passes).toBeGreaterThan(10);
  });
});
