import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobFacts } from '../../../shared/domain/telemetry/job-facts.ts';
import {
  newStatistics,
  Statistics,
  type KeptStatistics,
  type StatisticsLimits,
} from '../../../shared/domain/telemetry/statistics.ts';
import { SKIP_REASONS } from '../../../shared/domain/slot/slot-reasons.ts';
import { FAILURE_REASONS } from '../../../shared/domain/run/run-failure.ts';
import type { FinishedRun, Run } from '../../../shared/domain/run/run.ts';
import {
  toCancelled,
  toDead,
  toFailed,
  toRetried,
  toRunning,
  toSkipped,
  toSucceeded,
} from '../../../shared/domain/run/run-transitions.ts';
import { keptStatistics } from '../../../shared/contracts/statistics.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { sha256Fingerprint } from '../../../shared/adapters/ids/sha256-fingerprint.ts';
import { jobIdFrom } from '../../support/example-job.ts';
import { examplePendingRun, exampleRunningRun } from '../../support/example-run.ts';
import { exampleSummary } from '../../support/stability-summary.ts';

const DUE = Date.parse('2026-03-01T06:00:00Z');
const MINUTE = 60_000;
const LIMITS: StatisticsLimits = { valueStreams: 50, models: 100 };
const FACTS: JobFacts = { valueStream: 'retention', kind: 'stability', spreadMs: 0 };
const FAILURE = { reason: 'timed-out', message: 'It took too long.' } as const;
const SOMEBODY = { author: 'ada', reason: 'why not' };

function opened(kept: KeptStatistics = newStatistics(DUE), limits = LIMITS): Statistics {
  return new Statistics(kept, limits, sha256Fingerprint);
}

/** As after a process has ended and another has begun. */
function reopened(statistics: Statistics): Statistics {
  return opened(keptStatistics(JSON.stringify(statistics.kept())));
}

function ends(statistics: Statistics): number {
  const lines = statistics.series().filter(({ metric }) => metric === 'evenkeel.runs.finished');
  return lines.reduce((sum, { value }) => sum + (typeof value === 'number' ? value : 0), 0);
}

describe('Statistics', () => {
  test('take the spread of a job for no lateness', () => {
    const statistics = opened();
    const run = toFailed({ ...exampleRunningRun(), startedAt: DUE + 5 * MINUTE }, FAILURE, DUE + 6 * MINUTE);

    statistics.takeRun(run, { ...FACTS, spreadMs: 5 * MINUTE });

    const lateness = statistics.series().find(({ metric }) => metric === 'evenkeel.runs.lateness');
    expect(lateness?.value).toMatchObject({ counts: [1, ...Array<number>(11).fill(0)] });
  });

  test.each([
    ['asked for by hand', { trigger: 'manual' }],
    ['of a backfill', { trigger: 'backfill' }],
    ['brought back after a pause', { late: 'job-paused' }],
  ] as const)('count no lateness of a run %s', (_what, part) => {
    const statistics = opened();

    statistics.takeRun(toFailed({ ...exampleRunningRun(), ...part }, FAILURE, DUE + MINUTE), FACTS);

    expect(statistics.series().some(({ metric }) => metric === 'evenkeel.runs.lateness')).toBe(false);
  });

  test('count nothing of a run that is written again long after its end', () => {
    const statistics = opened();
    const run = toFailed(exampleRunningRun(), FAILURE, DUE + MINUTE);
    statistics.takeRun(run, FACTS);
    // More ends than are remembered.
    for (let slot = 1; slot <= 1100; slot += 1) {
      const runId = runIdOf(run.jobId, DUE + slot * MINUTE);
      statistics.takeRun({ ...run, runId, finishedAt: DUE + slot * MINUTE }, FACTS);
    }
    statistics.caughtUp(DUE + 1100 * MINUTE);

    expect(statistics.takeRun(run, FACTS)).toEqual([]);
    expect(ends(statistics)).toBe(1101);
  });

  test('count an end that is read hours late, when the follower was down', () => {
    const statistics = opened();
    statistics.caughtUp(DUE);

    statistics.takeRun(toFailed(exampleRunningRun(), FAILURE, DUE + MINUTE), FACTS);

    expect(ends(statistics)).toBe(1);
  });

  test('take a skipped record of late once, and a run of a value stream called other with the rest', () => {
    const statistics = opened(newStatistics(DUE), { valueStreams: 1, models: 1 });
    const skipped = { fromDueAt: DUE, untilDueAt: DUE, count: 2, reason: 'overlap', generation: 1 } as const;

    for (const _ of [1, 2]) statistics.takeSkipped(jobIdFrom('a'), skipped, FACTS);
    for (const valueStream of ['other', 'beyond']) {
      statistics.takeSkipped(jobIdFrom(valueStream), skipped, { ...FACTS, valueStream });
    }

    const own = statistics.series().filter(({ metric }) => metric === 'evenkeel.slots.skipped');
    expect(own.map(({ attributes, value }) => [attributes['valueStream'], value])).toEqual([
      ['retention', 2],
      ['other', 4],
    ]);
  });

  test('give out what was counted since, once', () => {
    const statistics = opened();
    statistics.takeRun(toFailed(exampleRunningRun(), FAILURE, DUE + MINUTE), FACTS);

    const first = reopened(statistics).takeUntold(DUE + MINUTE);
    statistics.takeUntold(DUE + MINUTE);

    expect(first.map(({ metric }) => metric)).toContain('evenkeel.runs.finished');
    expect(first.every(({ attributes }) => attributes['valueStream'] !== '0')).toBe(true);
    expect(reopened(statistics).takeUntold(DUE + 2 * MINUTE)).toEqual([]);
    expect(ends(statistics)).toBe(1);
  });

  test('stay below 200 kB with a thousand value streams, models and runs under way', () => {
    const statistics = opened();
    let slot = 0;
    for (let stream = 0; stream < 1000; stream += 1) {
      const valueStream = `value-stream-${stream}`;
      for (const kind of ['stability', 'report-collection'] as const) {
        // Those beyond the limit are one line, whatever they do.
        const runs = everyEnd(valueStream, (slot += 20)).slice(0, stream < 60 ? Infinity : 1);
        for (const run of runs) statistics.takeRun(run, { ...FACTS, kind });
      }
      const jobId = jobIdFrom(`job-${stream}`);
      for (const reason of SKIP_REASONS.slice(0, stream < 60 ? Infinity : 1)) {
        const skipped = { fromDueAt: DUE, untilDueAt: DUE, count: 123_456, reason, generation: 1 };
        statistics.takeSkipped(jobId, skipped, { ...FACTS, valueStream });
      }
    }

    for (let going = 0; going < 1100; going += 1) {
      const runId = runIdOf(jobIdFrom('going'), DUE + going * MINUTE);
      statistics.takeRun({ ...exampleRunningRun(), runId }, FACTS);
    }

    expect(Buffer.byteLength(JSON.stringify(statistics.kept()))).toBeLessThan(200_000);
    expect(ends(statistics)).toBe(2 * (60 * (FAILURE_REASONS.length + SKIP_REASONS.length + 5) + 940));
  });

  test('count each end once, in whatever order it is read, twice, and by however many processes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3), fc.constantFrom(...STEPS)), { maxLength: 60, size: 'max' }),
        (steps) => {
          const history = new History();
          for (const [which, step] of steps) history.take(which, step);
          history.take(0, 'read');
          expect(ends(history.statistics)).toBe(history.expected);
          expect(endsByHour(history.statistics)).toBe(history.expected);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** The same, as they are counted by the hour in which they lie. */
function endsByHour(statistics: Statistics): number {
  const { hours } = statistics.lastDay(DUE + 60 * MINUTE, undefined);
  return hours.flatMap(({ byState }) => Object.values(byState)).reduce((sum, count) => sum + count, 0);
}

const STEPS = ['go-on', 'fail', 'cancel', 'retry', 'read', 'read-and-die', 'restart'] as const;

/** What happens to runs, and what is counted of it: a reader sees each run as it is when it looks. */
class History {
  statistics = opened();
  /** Ends that have to be counted. */
  expected = 0;
  #now = DUE;
  readonly #runs = new Map<number, Run>();
  /** Ends that nobody has read. */
  readonly #unread = new Map<number, FinishedRun>();

  take(which: number, step: (typeof STEPS)[number]): void {
    this.#now += 1000;
    switch (step) {
      case 'read':
        this.#read(this.statistics);
        this.#unread.clear();
        break;
      case 'read-and-die':
        this.#read(reopened(this.statistics));
        break;
      case 'restart':
        this.statistics = reopened(this.statistics);
        break;
      case 'go-on':
      case 'fail':
      case 'cancel':
      case 'retry':
        this.#move(which, step);
    }
  }

  #read(statistics: Statistics): void {
    for (const run of this.#runs.values()) statistics.takeRun(run, FACTS);
    statistics.caughtUp(this.#now);
  }

  #move(which: number, step: 'go-on' | 'fail' | 'cancel' | 'retry'): void {
    const run = this.#runs.get(which) ?? runAt(which);
    const next = moved(run, step, this.#now);
    this.#runs.set(which, next);
    if (next === run) return;
    const before = this.#unread.get(which);
    if (before !== undefined) {
      // An end that was no failure leaves no trace when it is retried before it is read.
      if (before.state !== 'failed') this.expected -= 1;
      this.#unread.delete(which);
      // A second end before the first is read would hide the first.
      this.statistics.takeRun(next, FACTS);
    }
    if (!('finishedAt' in next)) return;
    this.expected += 1;
    this.#unread.set(which, next);
  }
}

function runAt(slot: number): Run {
  const { jobId, ...rest } = examplePendingRun();
  return { ...rest, jobId, runId: runIdOf(jobId, DUE + slot * MINUTE) };
}

function moved(run: Run, step: 'go-on' | 'fail' | 'cancel' | 'retry', now: number): Run {
  const isOver = 'finishedAt' in run;
  if (step === 'retry') {
    const isRetryable = isOver && run.state !== 'succeeded';
    return isRetryable ? toRetried(run, { requested: SOMEBODY, now }) : run;
  }
  if (isOver) return run;
  if (step === 'cancel') return toCancelled(run, SOMEBODY, now);
  if (run.state === 'pending') return toRunning(run, now);
  if (run.state !== 'running') return run;
  return step === 'fail' ? toFailed(run, FAILURE, now) : toSucceeded(run, exampleSummary(), now);
}

function everyEnd(valueStream: string, slot: number): readonly FinishedRun[] {
  const at = DUE + slot * MINUTE;
  const names = { valueStream, runId: runIdOf(jobIdFrom('job'), at) };
  const pending = { ...examplePendingRun(), ...names };
  const running = { ...exampleRunningRun(), ...names };
  const cause = { reason: 'MaxDeliveryCountExceeded', description: '', deliveryCount: 10 };
  return [
    toSucceeded(running, exampleSummary({ modelId: `model-of-${valueStream}`, psi: slot % 7 }), at),
    toSucceeded(running, exampleSummary({ modelId: 'calm', psi: 0.01, band: 'stable' }), at + 1),
    toCancelled(running, SOMEBODY, at),
    toCancelled(pending, SOMEBODY, at + 1),
    toDead(pending, cause, at),
    ...FAILURE_REASONS.map((reason, index) => toFailed(running, { ...FAILURE, reason }, at + 10 + index)),
    ...SKIP_REASONS.map((reason, index) => toSkipped(pending, reason, at + 10 + index)),
  ].map((run, index) => ({ ...run, finishedAt: run.finishedAt + 100 * index }));
}
