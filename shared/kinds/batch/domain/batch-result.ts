import type { PlainResult } from '../../../domain/run/plain-result.ts';
import { MAX_OUTPUT_LENGTH } from '../../../domain/run/plain-result.ts';
import { isOnPrimary, type JobProgress } from './batch-progress.ts';
import type { BatchPlan } from './batch-plan.ts';
import type { KeptJob } from './kept-job.ts';

/** What a batch has to show whose jobs have all succeeded, in this attempt or before. */
export function batchResult(plan: BatchPlan, progress: readonly JobProgress[]): PlainResult {
  const { kept = [] } = plan;
  const jobs: readonly Done[] = [...kept, ...progress.map(toDone)];
  const onPrimary = jobs.filter((job) => job.isOnPrimary).length;
  const nodes = new Set(jobs.flatMap(({ node }) => (node === undefined ? [] : [node])));
  const spilled = jobs.length - onPrimary;
  const seconds = jobs.reduce((sum, job) => sum + secondsOf(job), 0);
  const count = `${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'}`;
  return {
    kind: 'batch',
    words: `${count} succeeded on ${nodes.size} ${nodes.size === 1 ? 'node' : 'nodes'}, ${spilled} beside their first choice${keptInWords(kept)}.`,
    figures: {
      ...{ strategy: plan.strategy, ratio: plan.ratio.value, jobs: jobs.length, nodes: nodes.size },
      ...{ onPrimary, spilled, jobSeconds: Math.round(seconds) },
      ...(kept.length === 0 ? {} : { kept: kept.length }),
      cores: plan.total.milliCores / 1000,
      memoryBytes: plan.total.memoryBytes,
    },
    output: outputOf(jobs),
  };
}

type Done = Omit<KeptJob, 'attempt'>;

function toDone({ placement, ...job }: JobProgress): Done {
  return { ...job, name: placement.name, isOnPrimary: isOnPrimary({ placement, ...job }) };
}

function keptInWords(kept: readonly KeptJob[]): string {
  return kept.length === 0 ? '' : `; ${kept.length} of them in an earlier attempt`;
}

function secondsOf({ startedAt, finishedAt }: Done): number {
  return startedAt === undefined || finishedAt === undefined ? 0 : (finishedAt - startedAt) / 1000;
}

/** As many of the jobs as there is room for. */
function outputOf(jobs: readonly Done[]): object {
  const told = jobs.map((job) => ({
    name: job.name,
    ...(job.node === undefined ? {} : { node: job.node }),
    seconds: secondsOf(job),
  }));
  let count = told.length;
  const output = () => ({
    jobs: told.slice(0, count),
    ...(count < told.length ? { more: told.length - count } : {}),
  });
  while (JSON.stringify(output()).length > MAX_OUTPUT_LENGTH) count -= 10;
  return output();
}
