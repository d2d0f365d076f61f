import {
  AUDIT_OUTCOMES,
  type AuditEntry,
  type AuditLog,
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

  async list(subject: string, { limit, cursor = 'before:~' }: PageRequest): Promise<Page<AuditEntry>> {
    if (!cursor.startsWith('before:')) {
      throw new InvalidInput('The cursor is not one that a page gave.', [
        { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
      ]);
    }
    const rest = this.entries
      .filter((entry) => entry.subject === subject && positionOf(entry) < cursor.slice('before:'.length))
      .sort((a, b) => (positionOf(a) < positionOf(b) ? 1 : -1));
    const last = rest[limit - 1];
    return rest.length > limit && last !== undefined
      ? { items: rest.slice(0, limit), nextCursor: `before:${positionOf(last)}` }
      : { items: rest };
  }

  #of(subject: string, changeId: string): AuditEntry[] {
    return this.entries.filter((entry) => entry.subject === subject && entry.changeId === changeId);
  }
}

function positionOf(entry: AuditEntry): string {
  return `${new Date(entry.at).toISOString()}.${rank(entry)}.${entry.changeId}`;
}

function rank({ outcome }: AuditEntry): number {
  return AUDIT_OUTCOMES.indexOf(outcome);
}
