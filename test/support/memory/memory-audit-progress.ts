import type {
  AuditProgress,
  AuditProgressStore,
} from '../../../shared/application/ports/audit-progress-store.ts';
import type { Versioned } from '../../../shared/application/ports/versioned.ts';

export class MemoryAuditProgressStore implements AuditProgressStore {
  #stored: Versioned<AuditProgress> | undefined;
  #writes = 0;

  async get(): Promise<Versioned<AuditProgress> | undefined> {
    return this.#stored;
  }

  async save(
    value: AuditProgress,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<{ readonly version: string } | 'conflict'> {
    if (this.#stored?.version !== ifVersion) return 'conflict';
    this.#writes += 1;
    this.#stored = { value, version: `v${this.#writes}` };
    return { version: this.#stored.version };
  }
}
