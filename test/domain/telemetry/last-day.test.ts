import { describe, expect, test } from 'vitest';
import { sha256Fingerprint } from '../../../shared/adapters/ids/sha256-fingerprint.ts';
import { keptStatistics } from '../../../shared/contracts/statistics.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { toFailed, toRunning, toSucceeded } from '../../../shared/domain/run/run-transitions.ts';
import type { FinishedRun } from '../../../shared/domain/run/run.ts';
import type { JobFacts } from '../../../shared/domain/telemetry/job-facts.ts';
import {
  newStatistics,
  Statistics,
  type KeptStatistics,
} from '../../../shared/domain/telemetry/statistics.ts';
import { examplePendingRun } from '../../support/example-run.ts';
import { present } from '../../support/present.ts';
import { exampleSummary } from '../../support/stability-summary.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FACTS: JobFacts = { valueStream: 'retention', kind: 'stability', spreadMs: 0 };
const FAILURE = { reason: 'timed-out', message: 'It took too long.' } as const;
const LIMITS = { valueStreams: 2, models: 10 };

function opened(kept: KeptStatistics = newStatistics(NOON - 72 * HOUR), limits = LIMITS): Statistics {
  return new Statistics(kept, limits, sha256Fingerprint);
}

/** As after a process has ended and another has begun. */
function reopened(statistics: Statistics): Statistics {
  return opened(present(keptStatistics(JSON.stringify(statistics.kept()))));
}

interface Told {
  readonly valueStream?: string;
  readonly lateMs?: number;
}

/** A run of a slot that ended at an instant. */
function endedAt(finishedAt: number, { valueStream = 'retention', lateMs = 0 }: Told = {}): FinishedRun {
  const dueAt = finishedAt - MINUTE - lateMs;
  const pending = { ...examplePendingRun(), dueAt, effectiveAt: dueAt, valueStream };
  const running = toRunning({ ...pending, runId: runIdOf(pending.jobId, dueAt) }, dueAt + lateMs);
  return toSucceeded(running, exampleSummary(), finishedAt);
}

function succeededBy(statistics: Statistics, valueStreams?: readonly string[]): Record<string, number> {
  const { hours } = statistics.lastDay(NOON + MINUTE, valueStreams);
  return Object.fromEntries(
    hours
      .filter(({ byState: { succeeded } }) => succeeded > 0)
      .map(({ from, byState: { succeeded } }) => [new Date(from).toISOString().slice(0, 13), succeeded]),
  );
}

describe('the runs of the last day', () => {
  test('are counted in the hour in which they ended, whenever they are read', () => {
    const statistics = opened();
    const ends = [NOON - 24 * HOUR, NOON - 24 * HOUR - 1, NOON - 1, NOON, NOON + 1];
    for (const at of ends) statistics.takeRun(endedAt(at), FACTS);

    expect(succeededBy(reopened(statistics))).toEqual({
      '2026-03-01T12': 1,
      '2026-03-02T11': 1,
      '2026-03-02T12': 2,
    });
  });

  test('have every hour, the oldest first, also one in which nothing ended', () => {
    const { hours } = opened().lastDay(NOON + MINUTE, undefined);

    expect(hours.map(({ from }) => from)).toEqual(
      Array.from({ length: 25 }, (_, index) => NOON - (24 - index) * HOUR),
    );
    expect(hours[0]?.byState).toEqual({ succeeded: 0, failed: 0, cancelled: 0, skipped: 0, dead: 0 });
  });

  test('are counted once, when the same end is read twice and by two processes', () => {
    const statistics = opened();
    const ended = endedAt(NOON);
    statistics.takeRun(ended, FACTS);
    statistics.takeRun(ended, FACTS);
    const other = reopened(statistics);
    other.takeRun(ended, FACTS);

    expect(succeededBy(other)).toEqual({ '2026-03-02T12': 1 });
  });

  test('tell those of one value stream from those of another', () => {
    const statistics = opened();
    statistics.takeRun(endedAt(NOON), FACTS);
    statistics.takeRun(endedAt(NOON + 1, { valueStream: 'growth' }), FACTS);
    const running = toRunning(examplePendingRun(), NOON);
    statistics.takeRun(toFailed(running, FAILURE, NOON), FACTS);

    expect(succeededBy(statistics, ['growth'])).toEqual({ '2026-03-02T12': 1 });
    expect(succeededBy(statistics, ['nobody'])).toEqual({});
    expect(succeededBy(statistics)).toEqual({ '2026-03-02T12': 2 });
    expect(statistics.lastDay(NOON + MINUTE, ['retention']).hours.at(-1)?.byState.failed).toBe(1);
  });

  test('say when a value stream is counted with others only', () => {
    const statistics = opened();
    for (const valueStream of ['a', 'b', 'c']) {
      statistics.takeRun(endedAt(NOON, { valueStream, lateMs: valueStream.charCodeAt(0) }), FACTS);
    }

    expect(statistics.lastDay(NOON, ['a']).isPartial).toBe(false);
    expect(statistics.lastDay(NOON, ['a', 'c'])).toMatchObject({ isPartial: true });
    expect(succeededBy(statistics)).toEqual({ '2026-03-02T12': 3 });
  });

  test('begin with what was read last where hours were not counted before', () => {
    const { hours: _hours, hoursSince: _since, ...earlier } = opened().kept();
    const statistics = opened({ ...earlier, caughtUpAt: NOON - HOUR });

    expect(statistics.lastDay(NOON, undefined).countedFrom).toBe(NOON - HOUR);
    expect(reopened(statistics).lastDay(NOON, undefined).countedFrom).toBe(NOON - HOUR);
    expect(opened().lastDay(NOON, undefined).countedFrom).toBe(NOON - 72 * HOUR);
  });

  test('are kept for two days and no longer', () => {
    const statistics = opened(newStatistics(NOON - 200 * HOUR));
    for (let hour = 0; hour < 100; hour += 1) statistics.takeRun(endedAt(NOON + hour * HOUR), FACTS);

    expect(Object.keys(statistics.kept().hours ?? {})).toHaveLength(49);
    const { hours } = statistics.lastDay(NOON + 99 * HOUR, undefined);
    expect(hours.map(({ byState }) => byState.succeeded)).toEqual(Array<number>(25).fill(1));
  });
});

describe('how late runs began in the last hour', () => {
  test('is the bound below which half, and 19 of 20, of them lie', () => {
    const statistics = opened();
    for (let run = 0; run < 20; run += 1) {
      const lateMs = run < 12 ? 1500 : run < 19 ? 20_000 : 8 * HOUR;
      statistics.takeRun(endedAt(NOON + run, { lateMs }), FACTS);
    }

    const { lateness } = reopened(statistics).lastDay(NOON + MINUTE, undefined);
    expect(lateness).toEqual({ runs: 20, p50Seconds: 2, p95Seconds: 30 });
  });

  test('has no bound above the last one', () => {
    const statistics = opened();
    statistics.takeRun(endedAt(NOON, { lateMs: 8 * HOUR }), FACTS);

    expect(statistics.lastDay(NOON, undefined).lateness).toEqual({
      ...{ runs: 1, p50Seconds: undefined, p95Seconds: undefined },
    });
  });

  test('is not known where nothing ended in this hour or the one before', () => {
    const statistics = opened();
    statistics.takeRun(endedAt(NOON - HOUR - 1), FACTS);

    expect(statistics.lastDay(NOON, undefined).lateness).toBeUndefined();
    expect(statistics.lastDay(NOON - 1, undefined).lateness?.runs).toBe(1);
  });
});
