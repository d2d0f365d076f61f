/**
 * Where croner 11.0.1 and cron-parser 5.10.5 are known to differ from the rule for clock changes. What is not
 * listed here is a fault of this project, or a new one of theirs.
 */

export interface Difference {
  readonly peer: 'croner' | 'cron-parser';
  readonly timeZone: string;
  readonly expression: string;
  /** Due here and not there. */
  readonly missing: readonly number[];
  /** Due there and not here. */
  readonly extra: readonly number[];
}

export interface PeerFault {
  readonly name: string;
  readonly explains: (difference: Difference) => boolean;
}

const HALF_HOUR_ZONES = ['Australia/Lord_Howe', 'Pacific/Chatham'];

export const PEER_FAULTS: readonly PeerFault[] = [
  {
    name: 'croner reads a range of hours as a star: no run at the end of the gap, two in the repeated hour',
    explains: ({ peer, expression }) => peer === 'croner' && hourOf(expression).includes('-'),
  },
  {
    name: 'croner loses a time in a gap that crosses midnight (Greenland, 23:30)',
    explains: (difference) => difference.peer === 'croner' && losesGreenland(difference),
  },
  {
    name: 'cron-parser loses a time in a gap that crosses midnight (Greenland, 23:30)',
    explains: (difference) => difference.peer === 'cron-parser' && losesGreenland(difference),
  },
  {
    name: 'cron-parser moves a time in the gap on by the length of the gap, past its end',
    explains: ({ peer, expression, missing, extra }) =>
      peer === 'cron-parser' &&
      !isStarred(expression) &&
      extra.some((late) => missing.some((end) => late > end)),
  },
  {
    name: 'cron-parser has no run for a range of hours at the end of the gap',
    explains: ({ peer, expression, missing, extra }) =>
      peer === 'cron-parser' &&
      hourOf(expression).includes('-') &&
      missing.length === 1 &&
      extra.length === 0,
  },
  {
    name: 'cron-parser does not keep elapsed time when the hour has a step, or the minute has a star and the hour is fixed',
    explains: ({ peer, expression }) =>
      peer === 'cron-parser' && isStarred(expression) && hourOf(expression) !== '*',
  },
  {
    name: 'cron-parser runs again in the hours that a two-hour change repeats (Troll)',
    explains: ({ peer, timeZone, missing }) =>
      peer === 'cron-parser' && timeZone === 'Antarctica/Troll' && missing.length === 0,
  },
  {
    name: 'cron-parser loses times, whole hours of them or the search itself, around changes that are not on the hour',
    explains: ({ peer, timeZone }) => peer === 'cron-parser' && HALF_HOUR_ZONES.includes(timeZone),
  },
];

function hourOf(expression: string): string {
  return expression.split(' ')[1] ?? '';
}

function isStarred(expression: string): boolean {
  return expression.startsWith('*') || hourOf(expression).startsWith('*');
}

function losesGreenland({ timeZone, missing, extra }: Difference): boolean {
  return timeZone === 'America/Nuuk' && missing.length === 1 && extra.length === 0;
}
