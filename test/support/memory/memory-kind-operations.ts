import type { Operation } from '../../../functions/http/api/call.ts';
import { callbackOperation } from '../../../shared/kinds/webhook/functions/operations.ts';
import { createLoadPlainWork } from '../../../shared/application/load-plain-work.ts';
import type { JobStore } from '../../../shared/application/ports/job-store.ts';
import { hasSha256 } from '../../../shared/adapters/ids/secret-digest.ts';
import { createReceiveCallback } from '../../../shared/kinds/webhook/application/receive-callback.ts';
import { webhookTask } from '../../../shared/kinds/webhook/webhook-task-schema.ts';
import type { MemoryWorld } from './memory-world.ts';

/** The operation for callbacks, over a world in memory. */
export function memoryCallbackOperation(
  world: Omit<MemoryWorld, 'jobs'> & { readonly jobs: JobStore },
): Operation {
  const loadWork = createLoadPlainWork(world, {
    kind: 'webhook',
    readTask: (task) => webhookTask.parse(task),
  });
  const receiveCallback = createReceiveCallback({
    ...world,
    calls: world.webhookCalls,
    loadWork,
    hasDigest: hasSha256,
  });
  return callbackOperation({ receiveCallback, orchestrationsOf: () => world.orchestrations });
}
