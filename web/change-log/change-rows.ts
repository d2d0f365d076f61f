import type { AuditEntryView } from '../../shared/contracts/http/audit-log.ts';
import type { JobChangeView } from '../../shared/contracts/http/job-history.ts';
import { actionInWords, OUTCOME_LOOKS, toldOnce } from '../kit/changes/change-words.ts';
import { differencesBetween, valueInWords, type FieldChange } from '../kit/changes/state-differences.ts';
import type { Look } from '../kit/chips/states.ts';
import type { IconName } from '../kit/icon/icons.ts';
import { linkOf, partsOf, SUBJECT_KINDS } from './subjects.ts';

/** A change as the log shows it. */
export interface ChangeRow {
  readonly key: string;
  readonly at: string;
  readonly kind: string;
  readonly icon: IconName;
  readonly name: string;
  readonly subject: string;
  readonly link: ReturnType<typeof linkOf>;
  readonly action: string;
  readonly author: string;
  readonly reason: string | undefined;
  readonly look: (Look & { readonly about: string }) | undefined;
  readonly differences: readonly FieldChange[];
}

/** The changes of the audit log, each once, the latest first. */
export function rowsOfLog(entries: readonly AuditEntryView[]): readonly ChangeRow[] {
  return toldOnce(entries).map((entry) => ({
    ...aboutSubject(entry.subject),
    key: `${entry.subject} ${entry.changeId} ${entry.outcome}`,
    ...{ at: entry.at, author: entry.author, reason: entry.reason },
    action: actionInWords(entry.action),
    // That it was done goes without saying.
    look: entry.outcome === 'done' ? undefined : OUTCOME_LOOKS[entry.outcome],
    differences: entry.outcome === 'done' ? differencesBetween(entry.before, entry.after) : [],
  }));
}

/** The changes of a job, the latest first. */
export function rowsOfJob(jobId: string, changes: readonly JobChangeView[]): readonly ChangeRow[] {
  return changes.map((change) => ({
    ...aboutSubject(`job:${jobId}`),
    key: change.changeId,
    ...{ at: change.at, author: change.author, reason: change.reason, look: undefined },
    action: actionInWords(change.action) + (change.target === undefined ? '' : `: ${change.target}`),
    differences: change.differences.map(({ pointer, before, after }) => ({
      field: pointer.slice(1).replaceAll('/', '.'),
      before: before === undefined ? undefined : valueInWords(before),
      after: after === undefined ? undefined : valueInWords(after),
    })),
  }));
}

function aboutSubject(subject: string): Pick<ChangeRow, 'subject' | 'kind' | 'name' | 'icon' | 'link'> {
  const { kind, name } = partsOf(subject);
  const known = SUBJECT_KINDS.find(({ value }) => value === kind);
  return {
    ...{ subject, name, link: linkOf(subject) },
    kind: known?.label ?? kind,
    icon: known?.icon ?? 'pencil',
  };
}
