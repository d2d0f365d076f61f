import type { CronFieldRule } from './cron-dialects.ts';
import type { DaySign } from './day-sign.ts';
import { readCronValue } from './read-cron-value.ts';

type ReadSign = { readonly value: DaySign } | { readonly problem: string } | undefined;

/** Reads an item with `L`, `W` or `#`; undefined when the field takes no such signs or the item has none. */
export function readDaySign(item: string, rule: CronFieldRule): ReadSign {
  if (!rule.takesDaySigns) return undefined;
  return rule.unit === 'day of month' ? readSignOfMonth(item, rule) : readSignOfWeek(item, rule);
}

function readSignOfMonth(item: string, rule: CronFieldRule): ReadSign {
  const last = /^L(?:-(\d{1,2}))?(W)?$/i.exec(item);
  if (last !== null) {
    const daysBefore = Number(last[1] ?? 0);
    if (daysBefore > 30) return { problem: `"${item}" goes back more than 30 days from the last.` };
    return { value: { sign: 'last-day', daysBefore, toWeekday: last[2] !== undefined } };
  }
  const nearest = /^(\d+)W$/i.exec(item);
  if (nearest === null) return undefined;
  const day = readCronValue(nearest[1] ?? '', rule);
  return 'problem' in day ? day : { value: { sign: 'nearest-weekday', day: day.value } };
}

function readSignOfWeek(item: string, rule: CronFieldRule): ReadSign {
  // `L` alone is the last day of the week and a plain value.
  if (/^L$/i.test(item)) return undefined;
  const [, lastText] = /^(\w+)L$/i.exec(item) ?? [];
  const [, weekdayText, nthText] = /^(\w+)#(\w*)$/.exec(item) ?? [];
  const text = lastText ?? weekdayText;
  if (text === undefined) return undefined;
  const written = readCronValue(text, rule);
  if ('problem' in written) return written;
  const weekday = rule.toValue(written.value);
  if (nthText === undefined) return { value: { sign: 'last-of-weekday', weekday } };
  if (!/^[1-5]$/.test(nthText)) return { problem: `"${item}": a month has weekdays #1 to #5.` };
  return { value: { sign: 'nth-of-weekday', weekday, nth: Number(nthText) } };
}
