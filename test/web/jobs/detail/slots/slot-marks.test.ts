import { describe, expect, test } from 'vitest';
import type { SlotEntryView } from '../../../../../shared/contracts/http/slots.ts';
import { groupOf } from '../../../../../web/jobs/detail/slots/slot-group.ts';
import { isBinned, lanesOf, wordsOf } from '../../../../../web/jobs/detail/slots/slot-marks.ts';

const FROM = Date.parse('2026-11-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const RANGE = { fromMs: FROM, untilMs: FROM + 24 * HOUR_MS };

type Slot = Extract<SlotEntryView, { type: 'slot' }>;

function slotAt(ms: number, more: Partial<Slot> = {}): Slot {
  const dueAt = new Date(ms).toISOString();
  return {
    ...{ type: 'slot', dueAt, effectiveAt: dueAt, answer: 'ran', inWords: 'Its run began on time.' },
    ...more,
  };
}

function say(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 16);
}

describe('groupOf', () => {
  test.each([
    [{ answer: 'ran', runState: 'succeeded' }, 'ran'],
    [{ answer: 'ran', runState: 'failed' }, 'failed'],
    [{ answer: 'late: overlap', runState: 'succeeded' }, 'late'],
    [{ answer: 'late: overlap', runState: 'running' }, 'running'],
    [{ answer: 'skipped: dead-letter', runState: 'dead' }, 'failed'],
    [{ answer: 'skipped: job-paused' }, 'skipped'],
    [{ answer: 'waiting: overlap', runState: 'waiting' }, 'waiting'],
    [{ answer: 'pending', runState: 'pending' }, 'pending'],
    [{ answer: 'unanswered' }, 'unanswered'],
  ] as const)('puts %o into the lane %s', (more, group) => {
    expect(groupOf(slotAt(FROM, more))).toBe(group);
  });
});

describe('lanesOf', () => {
  test('draws one slot from the start of its run for as long as that took, with its lateness before', () => {
    const startedAt = new Date(FROM + 7 * HOUR_MS).toISOString();
    const finishedAt = new Date(FROM + 9 * HOUR_MS).toISOString();
    const late = slotAt(FROM + 6 * HOUR_MS, {
      ...{ answer: 'late: overlap', startedAt, finishedAt, latenessMs: HOUR_MS },
    });

    const [lane] = lanesOf([late], RANGE, say);

    expect(lane).toMatchObject({ group: 'late', count: 1 });
    expect(lane?.marks[0]?.left).toBeCloseTo(7 / 24);
    expect(lane?.marks[0]?.width).toBeCloseTo(2 / 24);
    expect(lane?.marks[0]?.lateness).toBeCloseTo(1 / 24);
  });

  test('leaves a backfilled slot at its own place, however much later it ran', () => {
    const startedAt = new Date(FROM + 20 * HOUR_MS).toISOString();
    const [lane] = lanesOf([slotAt(FROM + 6 * HOUR_MS, { answer: 'late: backfill', startedAt })], RANGE, say);

    expect(lane?.marks[0]).toMatchObject({ left: 6 / 24, lateness: 0 });
  });

  test('draws a month of every minute as counts of spans that add up to all slots', () => {
    const month = { fromMs: FROM, untilMs: FROM + 31 * 24 * HOUR_MS };
    const slots = Array.from({ length: 44_640 }, (_, index) => slotAt(FROM + index * 60_000));

    const lanes = lanesOf(slots, month, say);

    expect(isBinned(slots)).toBe(true);
    expect(lanes).toHaveLength(1);
    expect(lanes[0]?.count).toBe(44_640);
    expect(lanes[0]?.marks).toHaveLength(96);
    expect(lanes[0]?.marks.every(({ height }) => height > 0.9 && height <= 1)).toBe(true);
  });

  test('keeps one failure among many slots in a lane of its own', () => {
    const slots = Array.from({ length: 1440 }, (_, index) =>
      slotAt(FROM + index * 60_000, index === 700 ? { runState: 'failed' } : {}),
    );

    const failed = lanesOf(slots, RANGE, say).find(({ group }) => group === 'failed');

    expect(failed?.marks).toHaveLength(1);
    expect(failed?.marks[0]?.words).toBe('11:30 to 11:45: 1 ran, failed. Its run began on time.');
  });

  test('counts the slots of an earlier definition, not its one record', () => {
    const record: SlotEntryView = {
      ...{ type: 'slot-range', count: 40, answer: 'skipped: job-edited', inWords: 'It did not run.' },
      ...{ fromDueAt: '2026-10-31T00:00:00.000Z', untilDueAt: '2026-11-01T06:00:00.000Z', generation: 1 },
    };

    const [lane] = lanesOf([record], RANGE, say);

    expect(lane).toMatchObject({ group: 'skipped', count: 40 });
    expect(lane?.marks[0]).toMatchObject({ left: 0, width: 6 / 24 });
  });
});

describe('wordsOf', () => {
  test('says when, why, how late and how long', () => {
    const slot = slotAt(FROM, {
      ...{ answer: 'late: overlap', inWords: 'It ran late.', runState: 'failed', latenessMs: 90_000 },
      ...{ startedAt: '2026-11-01T00:01:30.000Z', finishedAt: '2026-11-01T00:01:35.000Z' },
    });

    expect(wordsOf(slot, say)).toBe('00:00: It ran late. Its run: failed. 2 min late. Took 5 s.');
  });
});
