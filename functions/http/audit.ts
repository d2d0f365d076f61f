import type { AuditProgress } from '../../shared/application/ports/audit-progress-store.ts';
import { auditView, readAuditContract } from '../../shared/contracts/http/audit.ts';
import { mayEverywhere } from '../../shared/domain/access/caller.ts';
import { operation, type Operation } from './api/operation.ts';

/** `GET /api/audit`: the figures of the last whole round, and of the one under way. */
export function auditOperations({
  readAudit,
}: {
  readonly readAudit: () => Promise<AuditProgress>;
}): readonly Operation[] {
  return [
    operation(readAuditContract, async ({ caller }) => {
      const view = auditView(await readAudit());
      const { presentRound } = view;
      // How far it has come is said by the name of a job, whosever that is.
      const isNamed = presentRound === null || mayEverywhere(caller, 'reader');
      return {
        jsonBody: isNamed ? view : { ...view, presentRound: { ...presentRound, throughJobId: null } },
      };
    }),
  ];
}
