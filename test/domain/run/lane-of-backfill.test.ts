import { describe, expect, test } from 'vitest';
import { emptyLane, enterLane, leaveLane, type Lane } from '../../../shared/domain/run/lane.ts';
import { runIdOf, type RunId } from '../../../shared/domain/run/run-id.ts';
import { january } from '../../support/example-backfill.ts';
import { jobIdFrom } from '../../support/example-job.ts';

const jobId = jobIdFrom('churn-daily');
const [first, second, third] = [runOf(1), runOf(2), runOf(3)];
const [live, later] = [runOf(30), runOf(31)];

function runOf(day: number): RunId {
  return runIdOf(jobId, january(day));
}

function laneWith(lane: Partial<Lane>): Lane {
  return { ...emptyLane(jobId), ...lane };
}

const HELD = laneWith({ going: [first], waiting: [second], ofBackfills: [first, second] });

describe('a lane with runs of a backfill', () => {
  test('lets the first of them in and the others wait', () => {
    const entered = enterLane(emptyLane(jobId), first, 'backfill');

    expect(entered).toEqual({ action: 'enter', lane: laneWith({ going: [first], ofBackfills: [first] }) });
    expect(enterLane(laneWith({ going: [first], ofBackfills: [first] }), second, 'backfill')).toEqual({
      action: 'wait',
      lane: HELD,
    });
  });

  test.each(['skip', 'buffer-one', 'buffer-all'] as const)(
    '%s: lets a slot’s own run wait in front of them',
    (overlap) => {
      expect(enterLane(HELD, live, overlap)).toEqual({
        action: 'wait',
        lane: { ...HELD, waiting: [live, second] },
      });
    },
  );

  test.each(['skip', 'buffer-one'] as const)('%s: lets one such run wait, not two', (overlap) => {
    const lane = { ...HELD, waiting: [live, second] };

    expect(enterLane(lane, later, overlap)).toEqual({ action: 'skip', reason: 'overlap' });
  });

  test('buffer-all: keeps the order of the runs that wait in front', () => {
    const lane = { ...HELD, waiting: [live, second] };

    expect(enterLane(lane, later, 'buffer-all')).toMatchObject({ lane: { waiting: [live, later, second] } });
  });

  test('skip: skips beside a slot’s own run although a backfill waits', () => {
    const lane = laneWith({ going: [live], waiting: [first], ofBackfills: [first] });

    expect(enterLane(lane, later, 'skip')).toEqual({ action: 'skip', reason: 'overlap' });
  });

  test('cancel-other: ends the one that goes as any other', () => {
    expect(enterLane(HELD, live, 'cancel-other')).toEqual({
      action: 'replace',
      lane: laneWith({ going: [live], waiting: [second], ofBackfills: [second] }),
      ended: [first],
    });
  });

  test('wakes the run that waits in front', () => {
    const left = leaveLane({ ...HELD, waiting: [live, second] }, first, 'other');

    expect(left).toEqual({
      lane: laneWith({ going: [live], waiting: [second], ofBackfills: [second] }),
      woken: live,
    });
  });

  test('forgets those that something else took out of it', () => {
    const { lane } = leaveLane(laneWith({ going: [live], ofBackfills: [first] }), live, 'other');

    expect(lane).toEqual(emptyLane(jobId));
  });

  test('forgets them when they have left', () => {
    const { lane } = leaveLane(laneWith({ going: [third], ofBackfills: [third] }), third, 'other');

    expect(lane).toEqual(emptyLane(jobId));
  });
});
