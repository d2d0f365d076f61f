import type {
  ModelStandings,
  StandingFilter,
  StandingOrder,
} from '../../../shared/application/ports/model-standings.ts';
import type { Page, PageRequest } from '../../../shared/application/ports/versioned.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { isDrifting, isLater, type ModelStanding } from '../../../shared/domain/model/model-standing.ts';
import { fromCursor, page } from './memory-jobs.ts';

/** How models stand, in memory. */
export class MemoryModelStandings implements ModelStandings {
  readonly standings = new Map<string, ModelStanding>();

  async keep(standing: ModelStanding): Promise<void> {
    const kept = this.standings.get(standing.modelId);
    if (kept === undefined || isLater(standing, kept)) this.standings.set(standing.modelId, standing);
  }

  async list(
    filter: StandingFilter,
    { limit, cursor }: PageRequest,
    order: StandingOrder,
  ): Promise<Page<ModelStanding>> {
    const name = JSON.stringify([{ ...filter, valueStreams: undefined }, order]);
    const sorted = this.#found(filter).sort(
      order === 'modelId' ? (a, b) => (a.modelId < b.modelId ? -1 : 1) : byPsi,
    );
    if (cursor === undefined) return page(sorted, limit, ({ modelId }) => `${name}@${modelId}`);
    const after = fromCursor(cursor).split(`${name}@`)[1];
    const start = sorted.findIndex(({ modelId }) => modelId === after) + 1;
    if (start === 0) throw new InvalidInput('The cursor is not one that a page gave.', []);
    return page(sorted.slice(start), limit, ({ modelId }) => `${name}@${modelId}`);
  }

  async count(filter: StandingFilter): Promise<number> {
    return this.#found(filter).length;
  }

  #found({ isDrifting: isToDrift, measuredFrom = -Infinity, ...filter }: StandingFilter) {
    const { valueStream, valueStreams, band, alarm } = filter;
    return [...this.standings.values()].filter(
      (standing) =>
        (valueStream === undefined || standing.valueStream === valueStream) &&
        (valueStreams === undefined || valueStreams.includes(standing.valueStream)) &&
        (band === undefined || standing.band === band) &&
        (alarm === undefined || standing.alarm === alarm) &&
        (isToDrift === undefined || isDrifting(standing)) &&
        standing.finishedAt >= measuredFrom,
    );
  }
}

function byPsi(a: ModelStanding, b: ModelStanding): number {
  return (b.psi ?? -1) - (a.psi ?? -1) || (a.modelId < b.modelId ? 1 : -1);
}
