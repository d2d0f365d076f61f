import type { Exclusion } from '../../domain/schedule/exclusion.ts';
import type { IntervalRecurrence, Recurrence } from '../../domain/schedule/recurrence.ts';
import { describeCron } from './describe-cron.ts';

const UNITS = [
  { name: 'day', seconds: 86_400 },
  { name: 'hour', seconds: 3600 },
  { name: 'minute', seconds: 60 },
  { name: 'second', seconds: 1 },
];

/** A recurrence in an English sentence without a full stop. Expects one that can be scheduled. */
export function describeRecurrence(recurrence: Recurrence): string {
  switch (recurrence.type) {
    case 'cron': {
      const zoned = `${describeCron(recurrence)}, ${recurrence.timeZone} time`;
      return `${zoned}${dstInWords(recurrence.dst)}${limitsInWords(recurrence)}`;
    }
    case 'interval': {
      const { everySeconds, anchorAt } = recurrence;
      return `Every ${durationInWords(everySeconds)} from ${toText(anchorAt)}${limitsInWords(recurrence)}`;
    }
    case 'once':
      return `Once, at ${toText(recurrence.at)}`;
  }
}

/** Nothing is said of the default. */
function dstInWords(dst: 'shift' | 'skip' | 'both'): string {
  switch (dst) {
    case 'shift':
      return '';
    case 'skip':
      return ', not at times that clocks leave out';
    case 'both':
      return ', twice at times that clocks repeat';
  }
}

function durationInWords(totalSeconds: number): string {
  const unit = UNITS.find(({ seconds }) => totalSeconds % seconds === 0);
  if (unit === undefined) return `${totalSeconds} seconds`;
  const count = totalSeconds / unit.seconds;
  return count === 1 ? unit.name : `${count} ${unit.name}s`;
}

function limitsInWords({
  startAt,
  endAt,
  exclusions = [],
  timeZone,
}: Pick<IntervalRecurrence, 'startAt' | 'endAt' | 'exclusions' | 'timeZone'>): string {
  const excluded = exclusions.map(exclusionInWords).join(', ');
  const inZone = exclusions.some(({ type }) => type !== 'instant-range')
    ? ` (${timeZone ?? 'UTC'} dates)`
    : '';
  return [
    startAt === undefined ? '' : `, not before ${toText(startAt)}`,
    endAt === undefined ? '' : `, not after ${toText(endAt)}`,
    excluded === '' ? '' : `, except ${excluded}${inZone}`,
  ].join('');
}

function exclusionInWords(exclusion: Exclusion): string {
  switch (exclusion.type) {
    case 'date':
      return `on ${exclusion.on}`;
    case 'date-range':
      return `from ${exclusion.startOn} to ${exclusion.endOn}`;
    case 'instant-range':
      return `from ${toText(exclusion.startAt)} to ${toText(exclusion.endAt)}`;
    case 'calendar':
      return `on the dates of "${exclusion.name}"`;
  }
}

/** `2026-12-01T06:00:00Z`, with milliseconds only when there are some. */
function toText(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}
