import { RecordingLog } from '../../support/memory/memory-stores.ts';
import { reportActivities } from '../../../functions/activities/report-activities.ts';
import { sha256Digest } from '../../../shared/adapters/ids/sha256-digest.ts';
import { createAcquireLease } from '../../../shared/application/acquire-lease.ts';
import { createCollectReport } from '../../../shared/application/collect-report.ts';
import { createCommitReport } from '../../../shared/application/commit-report.ts';
import { createRenewLease } from '../../../shared/application/hold-lease.ts';
import { createReleaseLease } from '../../../shared/application/release-lease.ts';
import { createRequestReport } from '../../../shared/application/request-report.ts';
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
