import { toLocalText } from '../schedule/local-reading.ts';
import type { TimeZone } from '../schedule/time-zone.ts';

/**
 * Fills in `{yyyy}`, `{MM}`, `{dd}`, `{HH}` and `{mm}` with the local time of an instant (epoch ms). Where clocks are set
 * back an hour comes twice, and both have the same name.
 */
export function fillDate(text: string, instant: number, zone: TimeZone): string {
  // `2026-03-29T02:00:00`
  const local = toLocalText(instant + zone.spanAt(instant).offsetMs);
  return text
    .replaceAll('{yyyy}', local.slice(0, 4))
    .replaceAll('{MM}', local.slice(5, 7))
    .replaceAll('{dd}', local.slice(8, 10))
    .replaceAll('{HH}', local.slice(11, 13))
    .replaceAll('{mm}', local.slice(14, 16));
}
