import type { AuditPass } from '../../shared/application/audit-jobs.ts';
import type { FunctionRegistry } from '../registry.ts';

/** Audits the next jobs of the round; what it finds goes to the metrics. */
export function registerAuditJobs(
  app: FunctionRegistry,
  { auditJobs }: { readonly auditJobs: () => Promise<AuditPass> },
): void {
  app.timer('auditJobs', {
    schedule: '%AUDIT_SCHEDULE%',
    handler: async () => {
      await auditJobs();
    },
  });
}
