import type { JobHistory } from '../../../shared/application/ports/job-history.ts';
import type { Page, PageRequest } from '../../../shared/application/ports/versioned.ts';
import type { JobParts } from '../../../shared/domain/job/edit.ts';
import type { JobChange } from '../../../shared/domain/job/job-change.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import { fromCursor, page, type MemoryJobs } from './memory-jobs.ts';

export class MemoryJobHistory implements JobHistory {
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async list(jobId: JobId, { limit, cursor }: PageRequest): Promise<Page<JobChange>> {
    const before = cursor === undefined ? '~' : fromCursor(cursor);
    const rest = this.#memory.changes
      .filter((change) => change.jobId === jobId && positionOf(change) < before)
      .sort((a, b) => (positionOf(a) < positionOf(b) ? 1 : -1));
    return page(rest, limit, positionOf);
  }

  async definitionAt(jobId: JobId, generation: number): Promise<JobParts | undefined> {
    return this.#memory.changes.find(
      (change) =>
        change.jobId === jobId && change.generation === generation && change.definition !== undefined,
    )?.definition;
  }
}

function positionOf({ at, generation, changeId }: JobChange): string {
  return `${new Date(at).toISOString()}.${String(generation).padStart(10, '0')}.${changeId}`;
}
