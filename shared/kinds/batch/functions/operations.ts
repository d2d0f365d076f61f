import { operation, type Operation } from '../../../../functions/http/api/operation.ts';
import { notFound } from '../../../../functions/http/problem.ts';
import type { BlobStore } from '../../../application/ports/blob-store.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';
import { planPath, type StoredPlan } from '../application/batch-desk.ts';
import { createPlanJobs } from '../application/plan-jobs.ts';
import type { Cluster } from '../application/ports/cluster.ts';
import { planBatchContract, readBatchPlanContract, toNodes } from '../contracts/plan.ts';

interface Parts {
  readonly cluster: Pick<Cluster, 'nodes'>;
  readonly runs: Pick<RunStore, 'get'>;
  readonly blobs: Pick<BlobStore, 'readText'>;
  readonly readPlan: (text: string) => StoredPlan;
}

/** `POST /api/batch/plan`, and the plan that a run goes by. */
export function batchOperations({ cluster, runs, blobs, readPlan }: Parts): readonly Operation[] {
  const planJobs = createPlanJobs({ cluster });
  return [
    operation(planBatchContract, async ({ body: { nodes, ...batch } }) => ({
      jsonBody: await planJobs(batch, nodes === undefined ? undefined : toNodes(nodes)),
    })),

    operation(readBatchPlanContract, async ({ path: { runId }, query }) => {
      const stored = await runs.get(runId);
      if (stored === undefined) return notFound('run', runId);
      const text = await blobs.readText(planPath({ runId, attempt: query.attempt ?? stored.value.attempt }));
      return text === undefined ? notFound('plan of run', runId) : { jsonBody: readPlan(text).plan };
    }),
  ];
}
