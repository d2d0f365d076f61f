import { beforeEach, describe, expect, test } from 'vitest';
import { createRunTraceWorld, type RunTraceWorld } from '../../support/telemetry/run-trace-world.ts';
import { drawn } from '../../support/telemetry/recording-tracer.ts';
import { exampleJob } from '../../support/example-job.ts';
import { traceIdOf } from '../../../shared/adapters/telemetry/run-trace.ts';
import { DEFAULT_POLICIES } from '../../../shared/domain/job/job-policies.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';

const SLOT = Date.parse('2026-03-01T06:00:00Z');
const FAILURE = { reason: 'retries-exhausted', message: 'The file was locked.' } as const;

describe('the trace of a run', () => {
  let world: RunTraceWorld;
  const job = exampleJob({
    policies: { ...DEFAULT_POLICIES, retry: { ...DEFAULT_POLICIES.retry, maxAttempts: 2 } },
  });
  const runId = runIdOf(job.jobId, SLOT);

  beforeEach(async () => {
    world = createRunTraceWorld('2026-03-01T06:00:00Z');
    await world.jobs.create(job);
  });

  test('has one root, however many dispatchers look', async () => {
    await Promise.all([world.dispatch(), world.dispatch()]);
    await world.dispatch();

    expect(drawn(world.spans)).toEqual(['slot stability', '  send runs']);
  });

  test('goes from the slot to the message, the orchestration and its steps', async () => {
    await world.dispatch();
    await world.deliver({ runId, attempt: 1 });
    await world.commitResult({ runId, attempt: 1 });

    expect(drawn(world.spans)).toEqual([
      'slot stability',
      '  send runs',
      '    process runs',
      '    orchestration runStabilityJob',
      '      activity commitResult',
    ]);
    expect(new Set(world.spans.map(({ context }) => context.traceId))).toEqual(new Set([traceIdOf(runId)]));
  });

  test('has the same ids in another process', async () => {
    const other = createRunTraceWorld('2026-03-01T06:00:00Z');
    await other.jobs.create(job);
    await Promise.all([world.dispatch(), other.dispatch()]);

    const [root, message] = world.spans;
    expect(other.spans.map(({ context }) => context)).toEqual([root?.context, message?.context]);
  });

  test('has its attempts beside each other, and why each failed', async () => {
    await world.dispatch();
    for (const attempt of [1, 2]) {
      await world.deliver({ runId, attempt });
      await world.recordFailure({ runId, attempt }, FAILURE);
      world.advance(60_000);
    }

    expect(drawn(world.spans)).toEqual([
      'slot stability',
      ...['  send runs', '    process runs'],
      ...['    orchestration runStabilityJob ! retries-exhausted', '      activity recordFailure'],
      ...['  send runs', '    process runs'],
      ...['    orchestration runStabilityJob ! retries-exhausted', '      activity recordFailure'],
    ]);
  });

  test('tells of an orchestration from the claim to the commit', async () => {
    await world.dispatch();
    await world.deliver({ runId, attempt: 1 });
    world.advance(5_000);
    await world.commitResult({ runId, attempt: 1 });

    const orchestration = world.spans.find(({ name }) => name.startsWith('orchestration'));
    expect(orchestration).toMatchObject({ startedAt: SLOT, endedAt: SLOT + 5_000 });
    expect(orchestration?.attributes).toMatchObject({
      'evenkeel.run.state': 'succeeded',
      'evenkeel.value_stream': job.valueStream,
      'evenkeel.job.kind': 'stability',
    });
  });

  test('has an orchestration once, though its step comes twice', async () => {
    await world.dispatch();
    await world.deliver({ runId, attempt: 1 });
    await world.commitResult({ runId, attempt: 1 });
    await world.commitResult({ runId, attempt: 1 });

    const names = world.spans.map(({ name }) => name);
    expect(names.filter((name) => name === 'orchestration runStabilityJob')).toHaveLength(1);
    expect(names.filter((name) => name === 'activity commitResult')).toHaveLength(2);
  });

  test('has each delivery of a message', async () => {
    await world.dispatch();
    await world.deliver({ runId, attempt: 1 });
    await world.deliver({ runId, attempt: 1 });

    expect(drawn(world.spans)).toEqual([
      'slot stability',
      ...['  send runs', '    process runs', '    process runs'],
    ]);
  });

  test('says of a run that has not begun how it ended', async () => {
    await world.dispatch();
    await world.deleteJob(job.jobId);
    await world.deliver({ runId, attempt: 1 });

    const end = world.spans.find(({ name }) => name === 'run skipped');
    expect(end?.attributes).toMatchObject({ 'evenkeel.run.reason': 'job-deleted' });
    expect(drawn(world.spans)).toContain('  run skipped');
  });

  test('keeps the error of a step, and of a message that was not taken', async () => {
    await world.dispatch();
    const broken = new Unavailable('The store is away.');

    await expect(
      world.scope.within({ runId, attempt: 1, name: 'checkData' }, () => Promise.reject(broken)),
    ).rejects.toBe(broken);
    world.queueFails(broken);
    await expect(world.queue.enqueue([{ runId, attempt: 2, effectiveAt: SLOT }])).rejects.toBe(broken);

    expect(drawn(world.spans)).toEqual(
      expect.arrayContaining(['activity checkData ! Unavailable', '  send runs ! Unavailable']),
    );
  });

  test('gives a message that is sent again a span of its own', async () => {
    await world.dispatch();
    await world.queue.enqueue([{ runId, attempt: 1, effectiveAt: SLOT, resend: 'woken-1' }]);

    const sent = world.spans.filter(({ name }) => name === 'send runs');
    expect(new Set(sent.map(({ context }) => context.spanId)).size).toBe(2);
    expect(drawn(world.spans)).toEqual(['slot stability', '  send runs', '  send runs']);
  });

  test('is recorded in every process or in none', async () => {
    const unsampled = createRunTraceWorld('2026-03-01T06:00:00Z', { followsParent: true, ratio: 0 });
    await unsampled.jobs.create(job);
    await unsampled.dispatch();
    await unsampled.deliver({ runId, attempt: 1 });
    await unsampled.commitResult({ runId, attempt: 1 });

    expect(unsampled.spans).toEqual([]);
    expect(await unsampled.stateOf(runId)).toBe('succeeded');
  });

  test('does not mix with that of a run beside it', async () => {
    const seen: unknown[] = [];
    const step = (id: string) => ({
      runId: runIdOf(job.jobId, Date.parse(id)),
      attempt: 1,
      name: 'checkData',
    });
    const look = async () => {
      await Promise.resolve();
      seen.push(world.tracer.activeRun?.runId);
    };

    const [one, two] = [step('2026-03-02T06:00:00Z'), step('2026-03-03T06:00:00Z')];
    await Promise.all([world.scope.within(one, look), world.scope.within(two, look)]);

    expect(seen).toEqual([one.runId, two.runId]);
    expect(world.tracer.activeRun).toBeUndefined();
  });
});
