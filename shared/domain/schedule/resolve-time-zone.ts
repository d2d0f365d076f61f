import { findTimeZone } from './time-zone.ts';
import { IANA_BY_WINDOWS_NAME } from './windows-zones.ts';

/** A time zone name as it is to be stored, and what was written when that was something else. */
export interface ResolvedTimeZone {
  readonly timeZone: string;
  readonly windowsName?: string;
}

const byLowerCase = new Map(
  [...IANA_BY_WINDOWS_NAME].map(([windowsName, timeZone]) => [
    windowsName.toLowerCase(),
    { timeZone, windowsName },
  ]),
);

/**
 * Maps the name of a Windows time zone (in any capitals) to the IANA zone that Unicode CLDR gives it for the
 * world; any other name is given back as it is, whether there is such a zone or not.
 */
export function resolveTimeZone(name: string): ResolvedTimeZone {
  // UTC is a name in both worlds, and stays what it is.
  if (findTimeZone(name) !== undefined) return { timeZone: name };
  return byLowerCase.get(name.toLowerCase()) ?? { timeZone: name };
}
