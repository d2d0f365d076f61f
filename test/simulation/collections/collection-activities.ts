import { RecordingLog } from '../../support/memory/memory-stores.ts';
import { reportActivities } from '../../../shared/kinds/report-collection/functions/report-activities.ts';
import { sha256Digest } from '../../../shared/adapters/ids/sha256-digest.ts';
import { createAcquireLease } from '../../../shared/kinds/report-collection/application/acquire-lease.ts';
import { createCollectReport } from '../../../shared/kinds/report-collection/application/collect-report.ts';
import { createCommitReport } from '../../../shared/kinds/report-collection/application/commit-report.ts';
import { createRenewLease } from '../../../shared/kinds/report-collection/application/hold-lease.ts';
import { createReleaseLease } from '../../../shared/kinds/report-collection/application/release-lease.ts';
import { createRequestReport } from '../../../shared/kinds/report-collection/application/request-report.ts';
type Dependencies = Omit<Parameters<typeof createCollectReport>[0], 'newDigest'> &
  Pick<Parameters<typeof createCommitReport>[0], 'commitResult'>;

/** The activities of report collections by name, of one process. */
export function createCollectionActivities(dependencies: Dependencies): ReturnType<typeof reportActivities> {
  return reportActivities({
    log: new RecordingLog(),
    acquireLease: createAcquireLease(dependencies),
    renewLease: createRenewLease(dependencies),
    requestReport: createRequestReport(dependencies),
    collectReport: createCollectReport({ ...dependencies, newDigest: sha256Digest }),
    commitReport: createCommitReport(dependencies),
    releaseLease: createReleaseLease(dependencies),
  });
}
