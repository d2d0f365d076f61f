import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { PlainOrchestration } from '../../../functions/orchestrators/plain-orchestration.ts';
import { plainJob } from '../../../functions/orchestrators/run-plain-job.ts';
import { driveOrchestration, type DriveOptions } from '../../support/drive-orchestration.ts';
import { FixedClock } from '../../support/memory/memory-stores.ts';

const START = Date.parse('2026-03-01T06:00:00Z');
const ATTEMPT = { runId: 'nightly.20260301T060000Z', attempt: 1 };
const RESULT = { kind: 'webhook', words: 'Done.' } as const;
const FAILURE = { reason: 'work-failed', message: 'It failed.' } as const;

const state = z.object({ looks: z.number() });

/** Asks ten seconds apart until it is told that it is done, at most `looks` times. */
const asking: PlainOrchestration<z.output<typeof state>> = {
  name: 'askUntilDone',
  state,
  begin: () => ({ looks: 0 }),
  *advance(work, { looks }) {
    const asked = yield* work.step('ask', { looks });
    if (asked.outcome === 'broken') {
      return { outcome: 'failed', failure: { reason: 'retries-exhausted', message: asked.message } };
    }
    if (asked.outcome !== 'answered') return asked;
    work.tell({ looks });
    if (asked.answer === 'done') return { outcome: 'succeeded', result: RESULT };
    if (asked.answer === 'failed') return { outcome: 'failed', failure: FAILURE };
    if (asked.answer === 'over') return { outcome: 'over' };
    const rested = yield* work.restUntilWoken(work.now + 10_000);
    return rested === 'rested' ? { outcome: 'moved', state: { looks: looks + 1 } } : { outcome: rested };
  },
  *stop(work) {
    yield work.call('stop');
  },
};

interface Told extends Pick<DriveOptions, 'cancelAt' | 'wakeAt'> {
  readonly ask?: (input: unknown) => unknown;
  readonly commit?: () => unknown;
  readonly orchestration?: typeof asking;
  readonly input?: object;
}

async function drive({ ask = () => 'done', commit, orchestration = asking, input, ...rest }: Told = {}) {
  const driven = await driveOrchestration(plainJob(orchestration), {
    clock: new FixedClock(new Date(START).toISOString()),
    activities: {
      ask,
      stop: () => undefined,
      commitPlainResult: commit ?? (() => undefined),
      recordFailure: () => undefined,
      checkUpstream: () => ({ outcome: 'not-ready', message: 'Not yet.' }),
    },
    input: { ...ATTEMPT, timeoutSeconds: 600, ...input },
    ...rest,
  });
  return { ...driven, names: driven.calls.map(({ activity }) => activity) };
}

/** Answers one after the other, the last one again and again. */
function inTurn(...answers: readonly unknown[]): () => unknown {
  let count = 0;
  return () => {
    const answer = answers[Math.min(count, answers.length - 1)];
    count += 1;
    return answer;
  };
}

describe('the attempt of a plain kind', () => {
  test('commits what came of it, and tells nobody to stop', async () => {
    const { output, names, calls, openTimers } = await drive({ ask: inTurn('wait', 'done') });

    expect(output).toBe('succeeded');
    expect(names).toEqual(['ask', 'ask', 'commitPlainResult']);
    expect(calls.at(-1)?.input).toEqual({ ...ATTEMPT, result: RESULT });
    expect(openTimers).toBe(0);
  });

  test('stops what works for it before its failure is recorded: the next attempt may begin then', async () => {
    const { output, names, calls } = await drive({ ask: () => 'failed' });

    expect(output).toBe('failed');
    expect(names).toEqual(['ask', 'stop', 'recordFailure']);
    expect(calls.at(-1)?.input).toEqual({ ...ATTEMPT, failure: FAILURE });
  });

  test('that was cancelled stops what works for it, and records nothing', async () => {
    const { output, names, openTimers } = await drive({ ask: () => 'wait', cancelAt: START + 15_000 });

    expect(output).toBe('cancelled');
    expect(names).toEqual(['ask', 'ask', 'stop']);
    expect(openTimers).toBe(0);
  });

  test('that takes too long is recorded as timed out', async () => {
    const { output, calls } = await drive({ ask: () => 'wait', input: { timeoutSeconds: 25 } });

    expect(output).toBe('failed');
    expect(calls.at(-1)?.input).toMatchObject({ failure: { reason: 'timed-out' } });
    expect(calls.at(-1)?.at).toBe(START + 25_000);
  });

  test('that takes too long says what it waited for, where the kind knows', async () => {
    const orchestration = { ...asking, lastFailure: () => FAILURE };
    const told = { ask: () => 'wait', input: { timeoutSeconds: 25 }, orchestration };

    expect((await drive(told)).calls.at(-1)?.input).toMatchObject({ failure: FAILURE });
  });

  test('that is over changes nothing', async () => {
    const { output, names } = await drive({ ask: () => 'over' });

    expect(output).toBe('over');
    expect(names).toEqual(['ask']);
  });

  test('fails when a step fails however often it is tried', async () => {
    const ask = () => {
      throw new Error('The store is away.');
    };
    const { output, names, calls } = await drive({ ask });

    expect(output).toBe('failed');
    expect(names).toEqual([...Array.from({ length: 5 }, () => 'ask'), 'stop', 'recordFailure']);
    expect(calls.at(-1)?.input).toMatchObject({ failure: { reason: 'retries-exhausted' } });
  });

  test('records a failure when its result cannot be committed, which a commit that was made survives', async () => {
    const commit = () => {
      throw new Error('The answer was lost.');
    };
    const { output, names } = await drive({ commit });

    expect(output).toBe('failed');
    expect(names.slice(-2)).toEqual(['stop', 'recordFailure']);
  });

  test('begins a long history anew, with its state and its first deadline', async () => {
    const { histories, longestHistory, calls } = await drive({
      ask: () => 'wait',
      input: { timeoutSeconds: 10 * 700 },
    });

    expect(histories).toBe(3);
    expect(longestHistory).toBeLessThanOrEqual(302);
    expect(calls.map(({ input }) => input)).toContainEqual({ ...ATTEMPT, looks: 650 });
    expect(calls.at(-1)?.at).toBe(START + 7_000_000);
  });

  test('goes on at once when somebody wakes it', async () => {
    const { calls } = await drive({ ask: inTurn('wait', 'done'), wakeAt: [START + 1500] });

    expect(calls.at(-1)?.at).toBe(START + 1500);
  });

  test('waits for the run that it comes after before its time begins', async () => {
    const upstream = { deadlineAt: START + 60_000, pollSeconds: 30 };
    const { output, names, calls } = await drive({ input: { upstream } });

    expect(output).toBe('failed');
    expect(new Set(names)).toEqual(new Set(['checkUpstream', 'recordFailure']));
    expect(calls.at(-1)?.input).toMatchObject({ failure: { reason: 'upstream-not-ready' } });
  });

  test('whose stop fails is recorded all the same', async () => {
    const orchestration: typeof asking = {
      ...asking,
      *stop(work) {
        yield* work.lastStep('stop', {});
        throw new Error('It cannot be stopped.');
      },
    };
    const { names, errors } = await drive({ ask: () => 'failed', orchestration });

    expect(names.at(-1)).toBe('recordFailure');
    expect(errors.join()).toContain('It cannot be stopped.');
  });

  test('tells how far it is', async () => {
    expect((await drive({ ask: inTurn('wait', 'done') })).statuses).toEqual([{ looks: 0 }, { looks: 1 }]);
  });
});
