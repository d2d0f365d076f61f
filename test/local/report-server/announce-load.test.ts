import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { announceLoad } from '../../../local/report-server/announce-load.ts';
import { LoadSchedule } from '../../../local/report-server/load-schedule.ts';

const STATS = {
  requests: 0,
  gets: 0,
  notReadyAnswers: 0,
  reportsGiven: 0,
  inFlight: 0,
  worstOverlap: 0,
  resources: {},
};

describe('announceLoad', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function watch(periodMs: number) {
    const load = new LoadSchedule({ startedAt: Date.now(), periodMs, startsHeavy: false });
    const lines: string[] = [];
    const server = {
      stats: () => ({ ...STATS, isHeavy: load.isHeavyAt(Date.now()) }),
      untilLoadChangeMs: () => {
        const changeAt = load.nextChangeAt(Date.now());
        return changeAt === undefined ? undefined : changeAt - Date.now();
      },
    };
    return { lines, stop: announceLoad(server, (line) => lines.push(line)) };
  }

  test('tells of each change of load once', () => {
    const { lines } = watch(120_000);
    vi.advanceTimersByTime(6 * 60_000 - 1);

    expect(lines).toEqual(['heavy load begins', 'heavy load ends']);
  });

  test('leaves no timer behind when it is stopped', () => {
    const { stop } = watch(120_000);
    stop();

    expect(vi.getTimerCount()).toBe(0);
  });

  test('waits for nothing where load never changes', () => {
    watch(0);

    expect(vi.getTimerCount()).toBe(0);
  });
});
