import { collectReportJob } from '../../shared/kinds/report-collection/functions/collect-report-job.ts';
import { driveOrchestration, type DriveOptions, type DrivenOrchestration } from './drive-orchestration.ts';

/** Runs the orchestrator of collections to its end. */
export function driveCollection(options: DriveOptions): Promise<DrivenOrchestration> {
  return driveOrchestration(collectReportJob, options);
}
