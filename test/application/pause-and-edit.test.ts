import type { StabilityDefinition } from '../support/example-definition.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDispatchDueRuns, createDispatchJob } from '../../shared/application/dispatch-due-runs.ts';
import { createDeleteJob } from '../../shared/application/delete-job.ts';
import { createEditJob, type EditOutcome } from '../../shared/application/edit-job.ts';
import { createPauseJob, createResumeJob } from '../../shared/application/pause-job.ts';
import { createStartRun, type StartOutcome } from '../../shared/application/start-run.ts';
import type { RunMissed } from '../../shared/domain/job/job.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';
import { InvalidInput, VersionConflict } from '../../shared/domain/errors.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import { exampleDefinition, scheduleIn, scoresCsv } from '../support/example-definition.ts';
import { csvAt, jobIdFrom } from '../support/example-job.ts';
import {
  createMemoryWorld,
  inAnotherProcess,
  runsOf,
  stateOf,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const JOB = jobIdFrom('churn-minutely');
const MINUTELY = { type: 'interval', everySeconds: 60, anchorAt: 0 } as const;
const HOURLY = { type: 'interval', everySeconds: 3600, anchorAt: 0 } as const;
const REQUEST = { author: 'ann', reason: 'maintenance' };

let world: MemoryWorld;

/** A job that is due every minute, scheduled at 06:00:30; its slots of 06:01 and 06:02 are dispatched at once. */
beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:30Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  await scheduleIn(world, definition({ recurrences: [MINUTELY] }));
});

function definition(
  changes: Partial<StabilityDefinition>,
): StabilityDefinition & { readonly jobId: typeof JOB } {
  const policies = { ...DEFAULT_POLICIES, overlap: 'allow-all' as const };
  return { ...exampleDefinition({ jobId: JOB }), policies, ...changes, jobId: JOB };
}

/** Moves the clock, dispatches, and delivers whatever has come due, as often as it is sent. */
async function liveUntil(now: string): Promise<void> {
  world.clock.moveTo(now);
  await createDispatchDueRuns(world)();
  const due = world.queue.sent.filter(({ effectiveAt }) => effectiveAt <= world.clock.now());
  for (const message of due) await createStartRun(world)(message, world.orchestrations);
}

function deliver(runId: RunId): Promise<StartOutcome> {
  return createStartRun(inAnotherProcess(world))({ runId, attempt: 1 }, world.orchestrations);
}

/** `06:01 running`, the earliest first. */
async function slots(): Promise<string[]> {
  const lines: string[] = [];
  for (const run of runsOf(world)) {
    lines.push(`${new Date(run.dueAt).toISOString().slice(11, 16)} ${await stateOf(world, run.runId)}`);
  }
  return lines;
}

function pause(resumeAt?: string) {
  const until = resumeAt === undefined ? {} : { resumeAt: Date.parse(resumeAt) };
  return createPauseJob(world)(JOB, { ...REQUEST, runMissed: 'all', ...until });
}

function resume(runMissed: RunMissed) {
  return createResumeJob({ ...world, dispatchJob: createDispatchJob(world) })(JOB, { ...REQUEST, runMissed });
}

async function edit(
  changes: Partial<StabilityDefinition>,
  versions?: readonly string[],
): Promise<EditOutcome> {
  const expected = versions ?? [present(await world.jobs.get(JOB)).version];
  const editJob = createEditJob({
    ...world,
    dispatchJob: createDispatchJob(world),
  });
  return editJob(definition(changes), expected, REQUEST);
}

describe('a paused job', () => {
  test('starts nothing any more, not even what was dispatched ahead', async () => {
    await pause();

    await liveUntil('2026-03-01T06:05:00Z');

    expect(await slots()).toEqual(['06:01 skipped: job-paused', '06:02 skipped: job-paused']);
  });

  test('says who paused it, why and since when', async () => {
    await pause('2026-03-01T08:00:00Z');

    expect((await world.jobs.get(JOB))?.value).toMatchObject({
      state: 'paused',
      pause: { ...REQUEST, pausedAt: Date.parse('2026-03-01T06:00:30Z'), runMissed: 'all' },
    });
  });

  test('stays as it is when it is paused again', async () => {
    await pause();
    const before = (await world.jobs.get(JOB))?.version;

    expect(await pause()).toMatchObject({ outcome: 'already-paused' });
    expect((await world.jobs.get(JOB))?.version).toBe(before);
  });

  test.each<[RunMissed, string[]]>([
    ['none', ['06:01 skipped: job-paused', '06:02 skipped: job-paused']],
    ['latest', ['06:01 skipped: job-paused', '06:02 skipped: job-paused', '06:05 running']],
    ['all', ['06:01 running', '06:02 running', '06:03 running', '06:04 running', '06:05 running']],
  ])('resumed with %s runs of the missed slots what was asked for', async (runMissed, expected) => {
    await pause();
    await liveUntil('2026-03-01T06:05:10Z');

    await resume(runMissed);
    // Missed slots keep a distance of six seconds (ten a minute).
    await liveUntil('2026-03-01T06:05:50Z');

    expect((await slots()).filter((line) => line < '06:06')).toEqual(expected);
    const unanswered = world.memory.skipped.filter(({ reason }) => reason === 'job-paused');
    if (runMissed === 'none') expect(unanswered).toMatchObject([{ count: 5 }]);
  });

  test('goes on by itself at the time that the pause names', async () => {
    await pause('2026-03-01T06:03:30Z');
    await liveUntil('2026-03-01T06:03:00Z');
    expect((await world.jobs.get(JOB))?.value.state).toBe('paused');

    await liveUntil('2026-03-01T06:03:31Z');

    expect((await world.jobs.get(JOB))?.value.state).toBe('active');
    expect((await slots()).slice(0, 1)).toEqual(['06:01 running']);
  });

  test('cannot lose a slot to a message that meets the pause just before the resume', async () => {
    const runId = present(runsOf(world)[0]).runId;
    await pause();
    world.clock.moveTo('2026-03-01T06:01:00Z');
    // The worker has read the paused job when someone resumes it.
    const jobs = { get: world.jobs.get.bind(world.jobs) };
    let isFirst = true;
    world.jobs.get = async (jobId) => {
      const stored = await jobs.get(jobId);
      if (isFirst) {
        isFirst = false;
        await resume('all');
      }
      return stored;
    };

    expect(await deliver(runId)).toBe('started');
  });
});

describe('an edit', () => {
  test('keeps the past as it was and takes the new slots from now on', async () => {
    await liveUntil('2026-03-01T06:02:10Z');

    await edit({ recurrences: [HOURLY] });
    await liveUntil('2026-03-01T07:00:01Z');

    expect(await slots()).toEqual([
      '06:01 running',
      '06:02 running',
      '06:03 skipped: job-edited',
      '07:00 running',
    ]);
  });

  test('keeps a slot that was dispatched ahead when the new definition names it as well', async () => {
    await edit({ recurrences: [{ ...MINUTELY, everySeconds: 120 }] });

    await liveUntil('2026-03-01T06:02:01Z');

    expect(await slots()).toContain('06:02 running');
    expect(await slots()).toContain('06:01 skipped: job-edited');
  });

  test('first dispatches by the old definition what was due before it', async () => {
    world.clock.moveTo('2026-03-01T06:10:30Z');

    await edit({ recurrences: [HOURLY] });

    const latest = runsOf(world).filter(({ late }) => late === 'dispatcher-down');
    expect(latest.map(({ dueAt }) => new Date(dueAt).toISOString())).toEqual(['2026-03-01T06:09:00.000Z']);
    expect(world.memory.skipped).toMatchObject([{ count: 6, reason: 'catch-up-superseded' }]);
  });

  test('of task or policies only leaves the slots alone', async () => {
    const before = present(await world.jobs.get(JOB)).value;

    await edit({ recurrences: [MINUTELY], policies: { ...DEFAULT_POLICIES, timeoutSeconds: 60 } });

    const after = present(await world.jobs.get(JOB)).value;
    expect(after).toMatchObject({
      nextDueAt: before.nextDueAt,
      generation: 2,
      slotsAfter: before.slotsAfter,
    });
  });

  test('that changes nothing is none', async () => {
    expect(await edit({ recurrences: [MINUTELY] })).toMatchObject({ outcome: 'unchanged' });
    expect((await world.jobs.get(JOB))?.value.generation).toBe(1);
  });

  test('asks for the version, and for the right one', async () => {
    expect(await edit({ recurrences: [HOURLY] }, ['old'])).toEqual({ outcome: 'version-mismatch' });
  });

  test('gives the slots of a pause their reason', async () => {
    await pause();
    world.clock.moveTo('2026-03-01T06:10:30Z');

    await edit({ recurrences: [HOURLY] });

    expect((await world.jobs.get(JOB))?.value.state).toBe('paused');
    expect(world.memory.skipped).toMatchObject([{ reason: 'job-edited', count: 8 }]);
  });

  test('brings no job back that was deleted while its due slots were dispatched first', async () => {
    world.clock.moveTo('2026-03-01T06:10:00Z');
    const { version } = present(await world.jobs.get(JOB));
    const dispatchJob = (jobId: JobId) => createDeleteJob(world)(jobId, undefined, { author: 'ada' });

    const editJob = createEditJob({ ...world, dispatchJob });
    const editing = editJob(definition({ recurrences: [HOURLY] }), [version], REQUEST);

    await expect(editing).rejects.toThrow(VersionConflict);
    expect(present(await world.jobs.get(JOB)).value).toMatchObject({ state: 'deleted', generation: 1 });
  });

  test.each([{ recurrences: [HOURLY] }, { description: 'Mine.' }])(
    'of a version that another is made of at the same moment is told so: %j',
    async (change) => {
      const { version } = present(await world.jobs.get(JOB));
      const editJob = createEditJob({ ...world, dispatchJob: createDispatchJob(world) });
      const edits = [1, 2].map((part) =>
        editJob(definition({ ...change, tags: [`${part}`] }), [version], REQUEST),
      );

      const outcomes = (await Promise.all(edits)).map(({ outcome }) => outcome);

      expect(outcomes.sort()).toEqual(['edited', 'version-mismatch']);
      expect(present(await world.jobs.get(JOB)).value.generation).toBe(2);
    },
  );

  test('is refused with every fault, and writes nothing', async () => {
    const before = (await world.jobs.get(JOB))?.version;
    const { task } = exampleDefinition();

    const refused = edit({
      recurrences: [{ type: 'once', at: 0 }],
      task: { ...task, baseline: csvAt('baselines/none.csv') },
    });

    const error: unknown = await refused.catch((reason: unknown) => reason);
    if (!(error instanceof InvalidInput)) throw new Error('It was to be refused.');
    const pointers = error.issues.map(({ pointer }) => pointer);
    expect(pointers).toContain('/recurrences');
    expect(pointers).toContain('/task/baseline');
    expect((await world.jobs.get(JOB))?.version).toBe(before);
  });
});

describe('a job whose slots cannot be planned', () => {
  test('is quarantined with its error, is not tried again, and goes on after an edit', async () => {
    const stored = present(await world.jobs.get(JOB));
    const broken = {
      ...HOURLY,
      type: 'cron',
      dialect: 'unix5',
      expression: '0 * * * *',
      dst: 'shift',
    } as const;
    const recurrences = [{ ...broken, timeZone: 'Mars/Olympus' }];
    await world.jobs.save({ ...stored.value, recurrences }, { ifVersion: stored.version });
    world.clock.moveTo('2026-03-01T06:10:30Z');

    const first = await createDispatchDueRuns(world)();
    const second = await createDispatchDueRuns(world)();

    expect([first.failures, second.failures]).toEqual([1, 0]);
    const job = present(await world.jobs.get(JOB)).value;
    expect(job).toMatchObject({ state: 'quarantined' });
    expect(job.quarantine?.error).toContain('Mars/Olympus');

    await edit({ recurrences: [HOURLY] });

    expect((await world.jobs.get(JOB))?.value).toMatchObject({
      state: 'active',
      nextDueAt: Date.parse('2026-03-01T07:00:00Z'),
    });
  });
});
