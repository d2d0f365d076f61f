import type { LeaseStore } from '../../../shared/application/ports/lease-store.ts';
import type { OutgoingHttp } from '../../../shared/application/ports/outgoing-http.ts';
import type { ReportStore } from '../../../shared/application/ports/report-store.ts';
import type { Lease } from '../../../shared/domain/lease/lease.ts';
import type { MemoryBlobStore } from '../../support/memory/memory-blobs.ts';
import type { MemoryJobs } from '../../support/memory/memory-jobs.ts';
import { MemoryReportStore } from '../../support/memory/memory-reports.ts';
import { CollectionWatch } from '../audit/watch-collections.ts';
import type { Random } from '../random.ts';
import type { SimHost } from '../sim-host.ts';
import { NO_COLLECTIONS, type CollectionScenario } from './collection-scenario.ts';
import { hostedHttp, hostedLeases, hostedReports } from './hosted-collections.ts';
import { SimReportServer } from './report-server.ts';
import { SimLeaseStore, type CollectionGuards } from './sim-leases.ts';
import { SimReportStore } from './sim-reports.ts';

const SECOND_MS = 1000;

interface Options {
  readonly now: () => number;
  readonly random: Random;
  readonly isTroubled: () => boolean;
  readonly scenario: CollectionScenario | undefined;
  readonly guards: CollectionGuards;
  readonly blobs: MemoryBlobStore;
  readonly runs: MemoryJobs['runs'];
  readonly report: (violation: string) => void;
  readonly trace: (line: () => string) => void;
}

interface CollectionPorts {
  readonly leases: LeaseStore;
  readonly reports: ReportStore;
  readonly http: OutgoingHttp;
}

/** What report collections meet: the report server, the locks and the blobs. */
export class CollectionWorld {
  readonly watch: CollectionWatch;
  readonly #options: Options;
  readonly #server: SimReportServer;
  readonly #leases: SimLeaseStore;
  readonly #reports: SimReportStore;

  constructor(options: Options) {
    const { scenario = NO_COLLECTIONS, guards, blobs, trace } = options;
    const reports = new MemoryReportStore(blobs, { isFenced: guards.reportEpoch });
    this.#options = options;
    this.watch = new CollectionWatch({ ...options, scenario, reports });
    this.#server = new SimReportServer({
      ...options,
      scenario,
      onTaken: (ticket, inFlight) => {
        trace(() => `server takes ${JSON.stringify(ticket)}, in flight ${inFlight.length}`);
        this.watch.requestTaken(ticket, inFlight);
      },
    });
    this.#leases = new SimLeaseStore({ ...options, watch: this.watch });
    this.#reports = new SimReportStore(reports, this.watch);
  }

  /** The same as one process reaches it. */
  portsOf(host: SimHost): CollectionPorts {
    const { now } = this.#options;
    return {
      leases: hostedLeases(host, this.#leases),
      reports: hostedReports(host, this.#reports),
      http: hostedHttp(host, this.#server, { now, drawPauseMs: () => this.#drawPauseMs() }),
    };
  }

  async leftLeases(): Promise<Lease[]> {
    return Array.fromAsync(this.#leases.list());
  }

  /** Before the next piece of a report comes. */
  #drawPauseMs(): number {
    const { random, isTroubled } = this.#options;
    return isTroubled() && random.chance(0.1) ? random.below(40 * SECOND_MS) : 0;
  }
}
