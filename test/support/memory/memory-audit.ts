import { createAuditJobs, type AuditPass } from '../../../shared/application/audit-jobs.ts';
import { createDispatchJob } from '../../../shared/application/dispatch-due-runs.ts';
import { createReadSlots } from '../../../shared/application/read-slots.ts';
import type { MemoryWorld } from './memory-world.ts';

/** The audit of a world in memory, or of a world with a part replaced. */
export function auditOf(
  world: Parameters<typeof createReadSlots>[0] &
    Parameters<typeof createDispatchJob>[0] &
    Pick<MemoryWorld, 'slots' | 'progress' | 'gates' | 'turns'>,
  { jobsPerPass = 500 }: { readonly jobsPerPass?: number } = {},
): () => Promise<AuditPass> {
  const readSlots = createReadSlots(world);
  return createAuditJobs({ ...world, readSlots, dispatchJob: createDispatchJob(world), jobsPerPass });
}
