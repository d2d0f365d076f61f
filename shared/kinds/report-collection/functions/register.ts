import { app } from 'durable-functions';
import type { KindHost, KindParts } from '../../../../functions/kinds/kind-host.ts';
import { AzureReportStore } from '../../../adapters/blob/azure-report-store.ts';
import { sha256Digest } from '../../../adapters/ids/sha256-digest.ts';
import { createAcquireLease } from '../application/acquire-lease.ts';
import { createCollectReport } from '../application/collect-report.ts';
import { createCommitReport } from '../application/commit-report.ts';
import { createRenewLease } from '../application/hold-lease.ts';
import { createReleaseLease } from '../application/release-lease.ts';
import { createRequestReport } from '../application/request-report.ts';
import { COLLECT_REPORT_JOB } from '../contracts/report-collection-run.ts';
import { collectReportJob } from './collect-report-job.ts';
import { reportActivities } from './report-activities.ts';

/** Collections of reports. */
export function registerReportCollection(host: KindHost): KindParts {
  const { blobService, uniqueId, commitResult, log } = host;
  const collecting = { ...host, reports: new AzureReportStore(blobService, { uniqueId }) };
  return {
    registerOrchestrator: () => {
      app.orchestration(COLLECT_REPORT_JOB, collectReportJob);
    },
    activities: reportActivities({
      log,
      acquireLease: createAcquireLease(collecting),
      renewLease: createRenewLease(collecting),
      requestReport: createRequestReport(collecting),
      collectReport: createCollectReport({ ...collecting, newDigest: sha256Digest }),
      commitReport: createCommitReport({ ...collecting, commitResult }),
      releaseLease: createReleaseLease(collecting),
    }),
  };
}
