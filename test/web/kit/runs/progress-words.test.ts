import { describe, expect, test } from 'vitest';
import type { RunView } from '../../../../shared/contracts/http/run-view.ts';
import { progressOf } from '../../../../web/kit/runs/progress-words.ts';
import { outcomeOf } from '../../../../web/kit/runs/result-words.ts';
import { medianDurationMs } from '../../../../web/kit/runs/run-durations.ts';

const DUE = '2026-11-21T12:00:00.000Z';
const NOW = Date.parse('2026-11-21T12:00:30Z');

function run(more: Partial<RunView>): RunView {
  return {
    ...{ runId: 'j.1', jobId: 'j', valueStream: 'v', state: 'running', trigger: 'schedule', generation: 1 },
    ...{ attempt: 1, answer: 'ran', endedAttempts: [], dueAt: DUE, effectiveAt: DUE, createdAt: DUE },
    ...more,
  };
}

describe('progressOf', () => {
  test('measures a run that goes against what runs take', () => {
    const { words, fraction } = progressOf(run({ startedAt: DUE }), { nowMs: NOW, medianMs: 60_000 });

    expect(words).toBe('30 s so far; runs take 1 min');
    expect(fraction).toBe(0.5);
  });

  test('is never at its end while the run goes', () => {
    expect(progressOf(run({ startedAt: DUE }), { nowMs: NOW, medianMs: 1000 }).fraction).toBe(0.95);
  });

  test('says what a run waits for', () => {
    const waiting = run({ state: 'waiting', answer: 'waiting: overlap' });

    expect(progressOf(waiting, { nowMs: NOW, medianMs: undefined }).words).toBe('Waiting: overlap');
  });
});

describe('medianDurationMs', () => {
  const took = (ms: number, state: RunView['state'] = 'succeeded') =>
    run({ state, startedAt: DUE, finishedAt: new Date(Date.parse(DUE) + ms).toISOString() });

  test('is the middle of those that succeeded', () => {
    expect(medianDurationMs([took(1), took(100), took(10), took(5000, 'failed')])).toBe(10);
  });

  test('lies between the two in the middle', () => {
    expect(medianDurationMs([took(10), took(20)])).toBe(15);
  });

  test('is not known where none succeeded', () => {
    expect(medianDurationMs([took(10, 'failed')])).toBeUndefined();
  });
});

describe('outcomeOf', () => {
  test('tells of a run that goes what its last attempt failed with', () => {
    const failure = { reason: 'timed-out', message: 'It took too long.' } as const;
    const again = run({ endedAttempts: [{ attempt: 1, startedAt: DUE, finishedAt: DUE, failure }] });

    expect(outcomeOf(again)).toEqual({ type: 'fault', ...failure });
  });

  test('tells of one that has a result nothing else', () => {
    const failure = { reason: 'timed-out', message: 'It took too long.' } as const;
    const result = {
      ...{ modelId: 'm', baselineId: 'b', currentRowCount: 1, psi: 0.01234, band: 'stable' as const },
      ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'd' },
    };
    const ended = run({ result, endedAttempts: [{ attempt: 1, startedAt: DUE, finishedAt: DUE, failure }] });

    expect(outcomeOf(ended)).toEqual({ type: 'psi', psi: '0.0123', band: 'stable' });
  });
});
