import type { Task } from 'durable-functions';
import { DummyOrchestrationContext } from 'durable-functions';
import { describe, expect, test } from 'vitest';
import { waitUntilReady, type Waited } from '../../../functions/orchestrators/wait-until-ready.ts';

const START = Date.parse('2026-03-01T06:00:00Z');
const NOT_READY = { outcome: 'not-ready', message: 'There is no blob.' };

interface Driven {
  readonly waited: Waited;
  /** Seconds from the start at which it looked. */
  readonly looks: readonly number[];
  readonly openTimers: number;
}

/** Waits with the answers of the looks, one after the other; `cancelAfter` looks somebody cancels the run. */
function drive(
  answers: readonly unknown[],
  { deadlineSeconds = 100, pollSeconds = 30, cancelAfter = Infinity } = {},
): Driven {
  let now = START;
  const looks: number[] = [];
  const timers: { at: Date; isCompleted: boolean; isCancelled: boolean }[] = [];
  const check: Task = { isCompleted: false, isFaulted: false, result: undefined };
  const cancellation = { isCompleted: false, isFaulted: false, result: undefined };
  const context = new DummyOrchestrationContext();
  Reflect.set(context, 'df', {
    get currentUtcDateTime() {
      return new Date(now);
    },
    createTimer: (at: Date) => {
      const timer = { at, isCompleted: false, isCancelled: false };
      timers.push(timer);
      const cancel = (): void => {
        timer.isCancelled = true;
      };
      return Object.assign(timer, { cancel });
    },
    Task: { any: (tasks: readonly unknown[]) => tasks },
  });
  const waiting = waitUntilReady(context, {
    tooLate: 'data-not-ready',
    ...{ deadlineAt: START + deadlineSeconds * 1000, pollSeconds, cancellation },
    check: () => {
      looks.push((now - START) / 1000);
      return check;
    },
  });
  let step = waiting.next();
  while (step.done !== true) {
    if (Object.is(step.value, check)) {
      const answer = answers[Math.min(looks.length, answers.length) - 1];
      step = answer instanceof Error ? waiting.throw(answer) : waiting.next(answer);
      continue;
    }
    const timer = timers.at(-1);
    if (looks.length >= cancelAfter) cancellation.isCompleted = true;
    else if (timer !== undefined) {
      timer.isCompleted = true;
      now = timer.at.getTime();
    }
    step = waiting.next();
  }
  const openTimers = timers.filter(({ isCompleted, isCancelled }) => !isCompleted && !isCancelled).length;
  return { waited: step.value, looks, openTimers };
}

describe('waitUntilReady', () => {
  test('goes on at once when the data are there', () => {
    const { waited, looks } = drive([{ outcome: 'ready' }]);

    expect(waited).toEqual({ outcome: 'ready' });
    expect(looks).toEqual([0]);
  });

  test('looks again until they are there', () => {
    const { waited, looks } = drive([NOT_READY, NOT_READY, { outcome: 'ready' }]);

    expect(waited).toEqual({ outcome: 'ready' });
    expect(looks).toEqual([0, 30, 60]);
  });

  test('looks for the last time at the deadline, and says then what is missing', () => {
    const { waited, looks } = drive([NOT_READY]);

    expect(looks).toEqual([0, 30, 60, 90, 100]);
    expect(waited).toEqual({
      outcome: 'failed',
      failure: { reason: 'data-not-ready', message: 'There is no blob.' },
    });
  });

  test('looks once when the deadline is past, as in a backfill', () => {
    const { waited, looks } = drive([NOT_READY], { deadlineSeconds: -3600 });

    expect(looks).toEqual([0]);
    expect(waited.outcome).toBe('failed');
  });

  test('looks at most some 500 times, however long the wait', () => {
    const { looks } = drive([NOT_READY], { deadlineSeconds: 7 * 86_400, pollSeconds: 5 });

    expect(looks.length).toBeLessThanOrEqual(502);
    expect(looks.at(-1)).toBe(7 * 86_400);
  });

  test('looks no longer once it is certain not to come', () => {
    const failure = { reason: 'upstream-failed', message: 'It has failed.' };
    const { waited, looks } = drive([NOT_READY, { outcome: 'rejected', failure }]);

    expect(looks).toEqual([0, 30]);
    expect(waited).toEqual({ outcome: 'failed', failure });
  });

  test('ends when the run is cancelled, and leaves no timer open', () => {
    const { waited, openTimers } = drive([NOT_READY], { cancelAfter: 2 });

    expect(waited).toEqual({ outcome: 'cancelled' });
    expect(openTimers).toBe(0);
  });

  test('fails when looking does not work however often it is tried', () => {
    const { waited } = drive([new Error('The store is away.')]);

    expect(waited).toEqual({
      outcome: 'failed',
      failure: { reason: 'retries-exhausted', message: 'The store is away.' },
    });
  });
});
