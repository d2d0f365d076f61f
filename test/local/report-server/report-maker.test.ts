import { describe, expect, test } from 'vitest';
import { LoadSchedule } from '../../../local/report-server/load-schedule.ts';
import { ReportMaker } from '../../../local/report-server/report-maker.ts';

const PERIOD_MS = 120_000;

function maker(startsHeavy = false): ReportMaker {
  return new ReportMaker(new LoadSchedule({ startedAt: 0, periodMs: PERIOD_MS, startsHeavy }), 1000);
}

describe('ReportMaker at ease', () => {
  test('makes a report in a second', () => {
    const reports = maker();
    const making = reports.ask('a', 500);

    expect(reports.isMade(making, 1499)).toBe(false);
    expect(reports.isMade(making, 1500)).toBe(true);
  });

  test('makes two that were asked for at once in two seconds', () => {
    const reports = maker();
    const both = [reports.ask('a', 0), reports.ask('a', 0)];

    expect(both.map((making) => reports.madeAt(making))).toEqual([2000, 2000]);
  });

  test('delays all that are in the making by a second for each further request', () => {
    const reports = maker();
    const first = reports.ask('a', 0);
    const second = reports.ask('a', 900);
    const third = reports.ask('a', 1800);

    expect([first, second, third].map((making) => reports.madeAt(making))).toEqual([3000, 3900, 4800]);
  });

  test('does not let a finished report delay the next', () => {
    const reports = maker();
    reports.ask('a', 0);
    const next = reports.ask('a', 1000);

    expect(reports.madeAt(next)).toBe(2000);
    expect(reports.stats(1000).worstOverlap).toBe(1);
  });

  test('does not let one resource delay another', () => {
    const reports = maker();
    const a = reports.ask('a', 0);
    const b = reports.ask('b', 0);

    expect([a, b].map((making) => reports.madeAt(making))).toEqual([1000, 1000]);
  });
});

describe('ReportMaker under heavy load', () => {
  test('makes nothing, and what was asked for one after the other once it ends', () => {
    const reports = maker(true);
    const three = [reports.ask('a', 0), reports.ask('a', 10), reports.ask('a', 90_000)];

    expect(reports.isMade(three[0] ?? reports.ask('a', 0), PERIOD_MS)).toBe(false);
    expect(three.map((making) => reports.madeAt(making) - PERIOD_MS)).toEqual([1000, 2000, 3000]);
  });

  test('queues by resource', () => {
    const reports = maker(true);
    const both = [reports.ask('a', 0), reports.ask('b', 0)];

    expect(both.map((making) => reports.madeAt(making) - PERIOD_MS)).toEqual([1000, 1000]);
  });

  test('goes on afterwards with what it interrupted, and makes the queue after that', () => {
    const reports = maker();
    const interrupted = reports.ask('a', PERIOD_MS - 400);
    const queued = reports.ask('a', PERIOD_MS + 50_000);

    expect(reports.isMade(interrupted, 2 * PERIOD_MS - 1)).toBe(false);
    expect([interrupted, queued].map((making) => reports.madeAt(making) - 2 * PERIOD_MS)).toEqual([
      600, 1600,
    ]);
  });

  test('leaves what was made before it made', () => {
    const reports = maker();
    const making = reports.ask('a', 0);

    expect(reports.isMade(making, PERIOD_MS + 1)).toBe(true);
  });

  test('lets a request after its end delay the queue that is left', () => {
    const reports = maker(true);
    const queued = [reports.ask('a', 0), reports.ask('a', 0), reports.ask('a', 0)];
    const late = reports.ask('a', PERIOD_MS + 1500);

    expect([...queued, late].map((making) => reports.madeAt(making) - PERIOD_MS)).toEqual([
      1000, 3000, 4000, 4500,
    ]);
  });
});

describe('the counters of ReportMaker', () => {
  test('count a report in flight from its request until it is made', () => {
    const reports = maker();
    reports.ask('a', 0);

    expect([0, 999, 1000].map((at) => reports.stats(at).inFlight)).toEqual([1, 1, 0]);
  });

  test('keep a report in flight through heavy load', () => {
    const reports = maker();
    reports.ask('a', PERIOD_MS - 1);

    expect([PERIOD_MS, 2 * PERIOD_MS, 2 * PERIOD_MS + 999].map((at) => reports.stats(at).inFlight)).toEqual([
      1, 1, 0,
    ]);
  });

  test('remember the worst overlap of each resource and of all', () => {
    const reports = maker();
    reports.ask('a', 0);
    reports.ask('a', 0);
    reports.ask('b', 0);
    reports.ask('b', 60_000);

    expect(reports.stats(60_000)).toEqual({
      inFlight: 1,
      worstOverlap: 3,
      resources: {
        a: { requests: 2, inFlight: 0, worstOverlap: 2 },
        b: { requests: 2, inFlight: 1, worstOverlap: 1 },
      },
    });
  });

  test('number the reports of each resource by themselves', () => {
    const reports = maker();

    expect(['a', 'b', 'a', 'a', 'b'].map((name) => reports.ask(name, 0).sequence)).toEqual([1, 1, 2, 3, 2]);
  });

  test('take any text for the name of a resource', () => {
    const reports = maker();
    reports.ask('__proto__', 0);

    expect(JSON.stringify(reports.stats(0).resources)).toBe(
      '{"__proto__":{"requests":1,"inFlight":1,"worstOverlap":1}}',
    );
  });
});
