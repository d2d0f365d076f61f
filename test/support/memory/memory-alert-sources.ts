import type { AlertSources } from '../../../shared/application/ports/alert-sources.ts';
import type { AuditEntry } from '../../../shared/application/ports/audit-log.ts';
import type { UnreadableLetter } from '../../../shared/application/ports/dead-letter-store.ts';
import type { MemoryAuditLog } from './memory-audit-log.ts';
import type { MemoryDeadLetterStore } from './memory-dead-letters.ts';

const ACTIONS = ['break', 'break-and-forget-ticket'];

export class MemoryAlertSources implements AlertSources {
  readonly #audit: MemoryAuditLog;
  readonly #letters: MemoryDeadLetterStore;

  constructor(audit: MemoryAuditLog, letters: MemoryDeadLetterStore) {
    this.#audit = audit;
    this.#letters = letters;
  }

  async brokenLocks(since: number): Promise<readonly AuditEntry[]> {
    return this.#audit.entries
      .filter(({ at, outcome }) => at >= since && outcome === 'done')
      .filter(({ subject, action }) => subject.startsWith('lock:') && ACTIONS.includes(action))
      .map(({ after: _after, version: _version, ...entry }) => entry)
      .sort((a, b) => a.at - b.at);
  }

  async unreadableLetters(since: number): Promise<readonly Omit<UnreadableLetter, 'body'>[]> {
    return this.#letters.kept
      .filter(({ receivedAt }) => receivedAt >= since)
      .map(({ body: _body, ...letter }) => letter)
      .sort((a, b) => a.receivedAt - b.receivedAt);
  }
}
