import { describe, expect, test } from 'vitest';
import type { RunDetailView } from '../../../../shared/contracts/http/run-detail-view.ts';
import { phasesOf, stepViews } from '../../../../web/runs/detail/run-steps-view.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, seconds)).toISOString();
const failure = { reason: 'timed-out', message: 'It took too long. Raise the timeout.' } as const;

const RETRIED: Pick<RunDetailView, 'steps' | 'state' | 'effectiveAt'> = {
  state: 'succeeded',
  effectiveAt: at(0),
  steps: [
    { step: 'created', at: at(-90) },
    { step: 'may-start', at: at(0), attempt: 1 },
    { step: 'attempt-started', at: at(10), attempt: 1 },
    { step: 'attempt-failed', at: at(20), attempt: 1, failure },
    { step: 'attempt-started', at: at(50), attempt: 2 },
    { step: 'succeeded', at: at(100), attempt: 2 },
  ],
};

describe('stepViews', () => {
  test('says why an attempt failed and what to do', () => {
    expect(stepViews(RETRIED, 0)[3]).toMatchObject({
      ...{ title: 'Attempt 1 failed', code: 'timed-out', detail: failure.message, tone: 'significant' },
      after: '30 s',
    });
  });

  test('leaves what the whole run has failed for to whoever tells its outcome', () => {
    const steps: RunDetailView['steps'] = [
      ...RETRIED.steps.slice(0, 5),
      { step: 'attempt-failed', at: at(80), attempt: 2, failure },
      { step: 'failed', at: at(80), failure },
    ];

    const details = stepViews({ steps, state: 'failed' }, 0).map(({ detail }) => detail);
    expect(details.filter((detail) => detail === failure.message)).toHaveLength(1);
    expect(details[5]).toBe('');
  });

  test('measures the last step of a run that goes up to now', () => {
    const steps = RETRIED.steps.slice(0, 3);

    expect(stepViews({ steps, state: 'running' }, Date.parse(at(25))).at(-1)?.after).toBe('15 s so far');
  });

  test('says nothing of the time after the end', () => {
    expect(stepViews(RETRIED, Date.parse(at(500))).at(-1)?.after).toBe('');
  });

  test('gives no time to what has none', () => {
    const steps: RunDetailView['steps'] = [
      { step: 'created', at: at(0) },
      { step: 'begun-anew', attempt: 2, requested: { author: 'ada', reason: 'the file is there' } },
    ];

    expect(stepViews({ steps, state: 'pending' }, Date.parse(at(9)))).toMatchObject([
      { after: '' },
      { at: undefined, after: '', detail: 'Asked for by ada: the file is there' },
    ]);
  });
});

describe('phasesOf', () => {
  test('draws waiting, a failed attempt, waiting, and the one that succeeded', () => {
    const phases = phasesOf(RETRIED, 0);

    expect(phases.map(({ tone }) => tone)).toEqual(['idle', 'significant', 'idle', 'stable']);
    expect(phases.map(({ width }) => width)).toEqual([0.1, 0.1, 0.3, 0.5]);
  });

  test('draws nothing of a run that never began', () => {
    expect(phasesOf({ state: 'pending', effectiveAt: at(0), steps: RETRIED.steps.slice(0, 2) }, 0)).toEqual(
      [],
    );
  });
});
