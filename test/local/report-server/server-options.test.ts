import { describe, expect, test } from 'vitest';
import { toSettings } from '../../../local/report-server/server-options.ts';

describe('toSettings', () => {
  test('makes a report in a second, toggles load every two minutes and keeps reports for ten', () => {
    expect(toSettings({})).toMatchObject({
      port: 0,
      makeMs: 1000,
      loadPeriodMs: 120_000,
      startsHeavy: false,
      keepMs: 600_000,
      size: { rows: 2000 },
    });
  });

  test.each([
    [{ makeMs: 0 }, /makeMs must be an integer from 1/],
    [{ makeMs: NaN }, /makeMs/],
    [{ loadPeriodMs: -1 }, /loadPeriodMs/],
    [{ loadPeriodMs: 2 ** 31 }, /loadPeriodMs/],
    [{ keepMs: 0.5 }, /keepMs/],
    [{ rows: 0 }, /rows/],
    [{ bytes: 0 }, /bytes/],
    [{ rows: 1, bytes: 1 }, /rows and bytes exclude each other/],
    [{ startsHeavy: true, loadPeriodMs: 0 }, /startsHeavy needs a loadPeriodMs/],
  ])('refuses %o', (options, message) => {
    expect(() => toSettings(options)).toThrow(message);
  });

  test('makes tickets that need no encoding, no two alike', () => {
    const { newTicket } = toSettings({});
    const tickets = Array.from({ length: 100 }, () => newTicket());

    expect(new Set(tickets).size).toBe(100);
    for (const ticket of tickets) expect(ticket).toMatch(/^[\w-]{8}$/);
  });

  test('has a clock of its own that tells the time and goes on', () => {
    const { now } = toSettings({});
    const first = now();

    expect(Number.isInteger(first)).toBe(true);
    expect(Math.abs(first - Date.now())).toBeLessThan(60_000);
    expect(now()).toBeGreaterThanOrEqual(first);
  });
});
