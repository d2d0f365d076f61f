import type { AuditEntryView } from '../../shared/contracts/http/audit-log.ts';
import { listOf } from '../kit/json/json.ts';
import { dayChanges } from './days.ts';

/** A change of a calendar, in words. */
export interface HistoryRow {
  readonly changeId: string;
  readonly at: string;
  readonly author: string;
  readonly reason?: string;
  readonly what: string;
}

/** What was done to a calendar, the latest first; what was asked and then done is one change. */
export function historyRows(entries: readonly AuditEntryView[]): readonly HistoryRow[] {
  const done = new Set(entries.filter(({ outcome }) => outcome !== 'asked').map(({ changeId }) => changeId));
  return entries
    .filter(({ outcome, changeId }) => outcome !== 'asked' || !done.has(changeId))
    .map((entry) => ({
      ...{ changeId: entry.changeId, at: entry.at, author: entry.author, what: wordsOf(entry) },
      ...(entry.reason === undefined ? {} : { reason: entry.reason }),
    }));
}

function wordsOf({ outcome, before, after }: AuditEntryView): string {
  if (outcome === 'refused') return 'A change was refused';
  if (outcome === 'asked') return 'A change was asked for; whether it was made is not known';
  if (after === undefined) return 'Deleted';
  const days = listOf(after['dates']).map(String);
  if (before === undefined) return `Created with ${counted(days.length)}`;
  const { added, removed } = dayChanges(listOf(before['dates']).map(String), days);
  const parts = [
    ...(added.length === 0 ? [] : [`added ${named(added)}`]),
    ...(removed.length === 0 ? [] : [`removed ${named(removed)}`]),
  ];
  return parts.length === 0 ? 'Another description' : parts.join('; ');
}

function counted(count: number): string {
  return count === 1 ? 'one day' : `${count} days`;
}

function named(days: readonly string[]): string {
  return days.length > 4 ? counted(days.length) : days.join(', ');
}
