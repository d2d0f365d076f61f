import type { ReportStore, ReportWriter } from '../../../shared/application/ports/report-store.ts';
import type { Term } from '../../../shared/domain/lease/lease.ts';
import type { MemoryReportStore } from '../../support/memory/memory-reports.ts';
import type { CollectionWatch } from '../audit/watch-collections.ts';

/** The report store, with somebody who looks at each blob as soon as it can be seen. */
export class SimReportStore implements ReportStore {
  readonly #reports: MemoryReportStore;
  readonly #watch: Pick<CollectionWatch, 'reportCommitted'>;

  constructor(reports: MemoryReportStore, watch: Pick<CollectionWatch, 'reportCommitted'>) {
    this.#reports = reports;
    this.#watch = watch;
  }

  async begin(path: string, term: Term): Promise<ReportWriter> {
    const writer = await this.#reports.begin(path, term);
    return {
      write: (chunk) => writer.write(chunk),
      commit: async (identity) => {
        const outcome = await writer.commit(identity);
        if (outcome === 'committed') await this.#watch.reportCommitted(path, term);
        return outcome;
      },
      abandon: () => writer.abandon(),
    };
  }
}
