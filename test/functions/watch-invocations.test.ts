import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { composeTelemetry, type Telemetry } from '../../functions/compose/telemetry.ts';
import { watchInvocations } from '../../functions/compose/watch-invocations.ts';
import { telemetrySettings, toTelemetryConfig } from '../../shared/config/telemetry-config.ts';
import { MemoryJobs, MemoryJobStore } from '../support/memory/memory-jobs.ts';
import { FixedClock } from '../support/memory/memory-stores.ts';
import { FakeHooks, invocationOf } from '../support/fake-hooks.ts';

const SECRET = { SECRETS__token: 'planted-secret' };

interface Watched {
  readonly hooks: FakeHooks;
  readonly lines: string[];
  readonly telemetry: Telemetry;
  readonly clock: FixedClock;
}

function watched(exporters = ''): Watched {
  const lines: string[] = [];
  const settings = z.object(telemetrySettings).parse({ TELEMETRY__exporters: exporters });
  const clock = new FixedClock('2026-03-01T06:00:00Z');
  const telemetry = composeTelemetry({
    ...{ config: toTelemetryConfig(settings), environment: SECRET, clock },
    write: (_level, line) => lines.push(line),
  });
  const hooks = new FakeHooks();
  watchInvocations(hooks, telemetry, clock);
  return { hooks, lines, telemetry, clock };
}

describe('without an exporter', () => {
  test('nothing is traced, wrapped or sent', () => {
    const { telemetry } = watched();
    const jobs = new MemoryJobStore(new MemoryJobs());

    expect(telemetry.jobs(jobs)).toBe(jobs);
    expect([telemetry.sending, telemetry.requests]).toEqual([undefined, undefined]);
  });

  test('failed passes of timers are told, the others are not', async () => {
    const { hooks, lines } = watched();

    await hooks.invoke(invocationOf('auditJobs', 'timerTrigger'), () => 'done');
    await hooks.invoke(invocationOf('auditJobs', 'timerTrigger'), () => Promise.reject(new Error('away')));

    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { metric: 'evenkeel.timer.passes', value: 1, timer: 'auditJobs', outcome: 'failed' },
    ]);
  });

  test('what a function throws and logs is free of secrets', async () => {
    const { hooks } = watched();
    const fails = () => Promise.reject(new Error('Refused planted-secret.'));

    const { error } = await hooks.invoke(invocationOf('checkData', 'activityTrigger'), fails);

    expect(error).toEqual(new Error('Refused [redacted].'));
    expect(String(error instanceof Error && error.stack)).not.toContain('planted-secret');
    expect(hooks.logged('user', 'At planted-secret.')).toBe('At [redacted].');
  });
});

describe('with an exporter', () => {
  test('every pass of a timer is counted', async () => {
    const { hooks, lines } = watched('console');

    await hooks.invoke(invocationOf('anyTimer', 'timerTrigger'), () => 'done');
    await hooks.invoke(invocationOf('startRun', 'serviceBusTrigger'), () => 'done');

    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { metric: 'evenkeel.timer.passes', value: 1, timer: 'anyTimer', outcome: 'done' },
    ]);
  });

  test('what an invocation does is linked to the span that the host has of it', async () => {
    const { hooks, lines, telemetry } = watched('console');
    const traceParent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const work = () => telemetry.sending?.tracer.within({ name: 'step' }, async () => 'done');

    const { result } = await hooks.invoke(invocationOf('checkData', 'activityTrigger', traceParent), work);

    expect(result).toBe('done');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      ...{ span: 'step', 'faas.name': 'checkData', links: ['a'.repeat(32)] },
    });
  });

  test('orchestrators are left as they are: they are replayed', async () => {
    const { hooks } = watched('console');
    const orchestrator = () => 'done';

    const { handler } = await hooks.invoke(invocationOf('runJob', 'orchestrationTrigger'), orchestrator);

    expect(handler).toBe(orchestrator);
  });

  test('what there is is sent when nothing goes on any more, at most once a second', async () => {
    const { hooks, telemetry, clock } = watched('console');
    const sink = telemetry.sending?.sink;
    const flush = sink === undefined ? undefined : vi.spyOn(sink, 'flush');
    const invoke = () => hooks.invoke(invocationOf('startRun', 'serviceBusTrigger'), () => 'done');

    await hooks.invoke(invocationOf('startRun', 'serviceBusTrigger'), invoke);
    expect(flush).toHaveBeenCalledTimes(1);
    await invoke();
    expect(flush).toHaveBeenCalledTimes(1);
    clock.moveTo('2026-03-01T06:00:02Z');
    await invoke();
    expect(flush).toHaveBeenCalledTimes(2);
  });

  test('nobody waits for what is sent', async () => {
    const { hooks, telemetry } = watched('console');
    const sink = telemetry.sending?.sink;
    if (sink !== undefined) vi.spyOn(sink, 'flush').mockReturnValue(new Promise(() => undefined));

    const { result } = await hooks.invoke(invocationOf('startRun', 'serviceBusTrigger'), () => 'done');

    expect(result).toBe('done');
  });

  test('the last is sent before the app ends', async () => {
    const { hooks, telemetry } = watched('console');
    const sink = telemetry.sending?.sink;
    const close = sink === undefined ? undefined : vi.spyOn(sink, 'close');

    await hooks.terminate();

    expect(close).toHaveBeenCalledOnce();
  });
});
