import {
  AUDIT_OUTCOMES,
  type AuditEntry,
  type AuditLog,
  type AuditSearch,
} from '../../../shared/application/ports/audit-log.ts';
import type { Page, PageRequest } from '../../../shared/application/ports/versioned.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';

export class MemoryAuditLog implements AuditLog {
  readonly entries: AuditEntry[] = [];

  async append(entry: AuditEntry): Promise<'appended' | 'already-there'> {
    const known = this.#of(entry.subject, entry.changeId);
    if (known.some(({ outcome }) => outcome === entry.outcome)) return 'already-there';
    this.entries.push(structuredClone(entry));
    return 'appended';
  }

  async entriesOf(subject: string, changeId: string): Promise<readonly AuditEntry[]> {
    return this.#of(subject, changeId).sort((a, b) => rank(a) - rank(b));
  }

  async list(subject: string, request: PageRequest): Promise<Page<AuditEntry>> {
    const own = this.entries.filter((entry) => entry.subject === subject);
    return pageOf(own, request, positionOf);
  }

  async search(
    { subject, kind, author, from, to }: AuditSearch,
    request: PageRequest,
  ): Promise<Page<AuditEntry>> {
    const found = this.entries.filter(
      (entry) =>
        (subject === undefined || entry.subject === subject) &&
        (kind === undefined || entry.subject.startsWith(`${kind}:`)) &&
        (author === undefined || entry.author === author) &&
        (from === undefined || entry.at >= from) &&
        (to === undefined || entry.at < to),
    );
    return pageOf(found, request, (entry) => `${positionOf(entry)} ${entry.subject}`);
  }

  #of(subject: string, changeId: string): AuditEntry[] {
    return this.entries.filter((entry) => entry.subject === subject && entry.changeId === changeId);
  }
}

function pageOf(
  entries: readonly AuditEntry[],
  { limit, cursor = 'before:~' }: PageRequest,
  placeOf: (entry: AuditEntry) => string,
): Page<AuditEntry> {
  if (!cursor.startsWith('before:')) {
    throw new InvalidInput('The cursor is not one that a page gave.', [
      { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
    ]);
  }
  const before = cursor.slice('before:'.length);
  const rest = entries
    .filter((entry) => placeOf(entry) < before)
    .sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
  const last = rest[limit - 1];
  return rest.length > limit && last !== undefined
    ? { items: rest.slice(0, limit), nextCursor: `before:${placeOf(last)}` }
    : { items: rest };
}

function positionOf(entry: AuditEntry): string {
  return `${new Date(entry.at).toISOString()}.${rank(entry)}.${entry.changeId}`;
}

function rank({ outcome }: AuditEntry): number {
  return AUDIT_OUTCOMES.indexOf(outcome);
}
