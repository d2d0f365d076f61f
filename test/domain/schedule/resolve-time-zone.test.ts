import { describe, expect, test } from 'vitest';
import { resolveTimeZone } from '../../../shared/domain/schedule/resolve-time-zone.ts';
import { findTimeZone } from '../../../shared/domain/schedule/time-zone.ts';
import { IANA_BY_WINDOWS_NAME } from '../../../shared/domain/schedule/windows-zones.ts';

describe('resolveTimeZone', () => {
  test.each([
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['GMT Standard Time', 'Europe/London'],
    ['Eastern Standard Time', 'America/New_York'],
    ['Tokyo Standard Time', 'Asia/Tokyo'],
  ])('maps %s to %s', (windowsName, timeZone) => {
    expect(resolveTimeZone(windowsName)).toEqual({ timeZone, windowsName });
  });

  test('does not care about capitals', () => {
    expect(resolveTimeZone('w. europe standard time')).toEqual({
      timeZone: 'Europe/Berlin',
      windowsName: 'W. Europe Standard Time',
    });
  });

  test.each(['UTC', 'Europe/London', 'Mars/Olympus', '+02:00', ''])('gives "%s" back', (name) => {
    expect(resolveTimeZone(name)).toEqual({ timeZone: name });
  });

  test('maps to zones that there are', () => {
    const missing = [...IANA_BY_WINDOWS_NAME.values()].filter((name) => findTimeZone(name) === undefined);

    expect(missing).toEqual([]);
  });

  test('knows the zones of CLDR 48', () => {
    expect(IANA_BY_WINDOWS_NAME.size).toBe(139);
  });
});
