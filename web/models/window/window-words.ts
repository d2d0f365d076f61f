import type { ColumnStatus } from '../../../shared/domain/stability/stability-result.ts';
import type { DecisionRule } from '../../../shared/domain/stability/decide-alarm.ts';
import { countText } from '../psi-text.ts';

const STATUSES: Readonly<Record<ColumnStatus, string>> = {
  ok: 'The index can be relied on.',
  'low-sample': 'Fewer than 10 rows a bin: too few to tell a shift from chance.',
  'empty-current': 'The current sample has no rows that count.',
  'missing-column': 'The current sample has no such column.',
  'type-changed': 'More than half of the values are no numbers any more.',
  'not-computable': 'There is no index.',
};

const RULES: Readonly<Record<DecisionRule, string>> = {
  threshold: 'A column alarms when its index reaches the moderate threshold.',
  'threshold-and-critical-value':
    'A column alarms when its index reaches the moderate threshold and is above the critical value, so that chance alone hardly explains it.',
  'threshold-and-adjusted-p-value':
    'A column alarms when its index reaches the moderate threshold and its p-value, adjusted for the number of columns, is at most alpha.',
};

const BINS: Readonly<Record<string, string>> = {
  __MISSING__: 'Missing values',
  __NEW__: 'New levels',
  __OTHER__: 'Other levels',
  __INVALID__: 'Texts, not numbers',
};

const LEFT_OUT: Readonly<Record<string, string>> = {
  outsideWindow: 'outside of the window',
  withoutTime: 'without a readable time',
  withoutWeight: 'without a readable weight',
  malformed: 'that break the grammar of the file',
  beyondSegmentLimit: 'of segments beyond the first 1,000',
};

/** How far an index can be relied on; a reason says it better where there is one. */
export function statusInWords(status: ColumnStatus, reason?: string): string {
  return reason ?? STATUSES[status];
}

export function ruleInWords(rule: DecisionRule): string {
  return RULES[rule];
}

/** Bins that are no interval and no level have names for machines. */
export function binInWords(label: string): string {
  return BINS[label] ?? label;
}

/** A bin's edges to so many digits that they can be read; the whole label stands in the table. */
export function shortBin(label: string): string {
  const words = BINS[label];
  if (words !== undefined) return words;
  return label.replaceAll(/-?\d+\.\d{4,}(e[+-]?\d+)?/g, (number) =>
    String(Number(Number(number).toPrecision(4))),
  );
}

/** Which rows were read and left out, as in "12 rows outside of the window". */
export function leftOutInWords(leftOut: Readonly<Record<string, number | undefined>> = {}): string[] {
  return Object.entries(leftOut).flatMap(([reason, count]) =>
    count === undefined || count === 0 ? [] : [`${countText(count)} rows ${LEFT_OUT[reason] ?? reason}`],
  );
}

/** As in "channel web, region north"; a missing value is said to be one. */
export function segmentInWords(segment: Readonly<Record<string, string>>): string {
  return Object.entries(segment)
    .map(([name, value]) => `${name} ${value === '' ? 'missing' : value}`)
    .join(', ');
}
