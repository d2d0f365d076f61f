import { JOB_KIND_VIEWS, listJobKindsContract } from '../../shared/contracts/http/job-kinds.ts';
import { operation, type Operation } from './api/operation.ts';

/** `GET /api/job-kinds`. */
export function jobKindOperations(): readonly Operation[] {
  return [operation(listJobKindsContract, async () => ({ jsonBody: { items: JOB_KIND_VIEWS } }))];
}
