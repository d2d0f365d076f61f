import type { CheckMigration } from '../../shared/application/check-migration.ts';
import {
  checkMigrationContract,
  columnChecksCsv,
  type MigrationCheckView,
} from '../../shared/contracts/http/compat.ts';
import { operation, type Operation } from './api/operation.ts';
import { acceptedForm } from './negotiate.ts';

/** `POST /api/models/{modelId}/migration-check`: as JSON or CSV. */
export function compatOperations({
  checkMigration,
}: {
  readonly checkMigration: CheckMigration;
}): readonly Operation[] {
  return [
    operation(checkMigrationContract, async ({ path, body, headers }) => {
      const check = await checkMigration(body);
      const jsonBody: MigrationCheckView = { ...path, ...check };
      return acceptedForm({ headers }) === 'json'
        ? { jsonBody }
        : {
            headers: { 'content-type': 'text/csv; charset=utf-8; header=present' },
            body: columnChecksCsv(check.columns),
          };
    }),
  ];
}
