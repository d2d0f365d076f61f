import { differencesOf, type Difference } from '../domain/job/difference.ts';
import type { AuditLog } from './ports/audit-log.ts';
import type { ExpectedVersions } from './save-calendar.ts';

/** Entries of a subject that are looked through: what changed longer ago is not told. */
const LOOKED_THROUGH = 200;

/**
 * What differs between a version that a caller expected of something in the audit log and what it is now; undefined where
 * the log does not know that version. May throw Unavailable.
 */
export type ChangedSince = (
  subject: string,
  expected: ExpectedVersions,
) => Promise<readonly Difference[] | undefined>;

export function createChangedSince({ audit }: { readonly audit: Pick<AuditLog, 'list'> }): ChangedSince {
  return async (subject, expected) => {
    if (expected === undefined || expected === '*') return undefined;
    const { items } = await audit.list(subject, { limit: LOOKED_THROUGH });
    // What made a version says which; what ended one is a deletion. Other entries are about something else of the subject.
    const changes = items.filter(
      ({ outcome, version, action }) => outcome === 'done' && (version !== undefined || action === 'delete'),
    );
    const seen = changes.find(({ version }) => version !== undefined && expected.includes(version));
    return seen === undefined ? undefined : differencesOf(seen.after ?? {}, changes[0]?.after ?? {});
  };
}
