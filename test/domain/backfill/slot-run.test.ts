import { describe, expect, test } from 'vitest';
import { isUnbegun } from '../../../shared/domain/backfill/slot-run.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import {
  toCancelled,
  toDead,
  toFailed,
  toRunning,
  toSkipped,
  toWaiting,
} from '../../../shared/domain/run/run-transitions.ts';
import { answerOf } from '../../../shared/domain/slot/slot-answer.ts';
import { exampleBackfill, exampleBackfillRun, january } from '../../support/example-backfill.ts';

const pending = exampleBackfillRun(exampleBackfill(), january(1));
const running = toRunning(pending, 0);
const request = { author: 'ada', reason: 'Not wanted.' };
const cause = { reason: 'x', description: 'y', deliveryCount: 10 };

const RUNS: readonly Run[] = [
  pending,
  running,
  toWaiting(pending, 'overlap', 0),
  toSkipped(pending, 'overlap', 0),
  toCancelled(pending, request, 0),
  toCancelled(running, request, 0),
  toDead(pending, cause, 0),
  toDead(running, cause, 0),
  toFailed(running, { reason: 'timed-out', message: 'Too long.' }, 0),
];

describe('isUnbegun', () => {
  test.each(RUNS.map((run) => [`${run.state}, ${answerOf(run)}`, run] as const))(
    'agrees with the slot’s answer: %s',
    (_name, run) => {
      expect(isUnbegun(run)).toBe(answerOf(run).startsWith('skipped'));
    },
  );
});
