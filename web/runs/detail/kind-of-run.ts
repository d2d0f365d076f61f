import { computed, inject, resource, type Signal } from '@angular/core';
import { readJob } from '../../../shared/contracts/http/operation-paths.ts';
import type { JobView } from '../../../shared/contracts/http/job-view.ts';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { Api } from '../../api/api.ts';

/**
 * Of which kind the run's job is: its result says so where the kind's results do, and before there is one its job.
 * Called in a constructor.
 */
export function kindOfRun(
  run: () => Pick<RunView, 'jobId' | 'result'> | undefined,
): Signal<string | undefined> {
  const api = inject(Api);
  const job = resource({
    params: () => (run()?.result === undefined ? run()?.jobId : undefined),
    loader: ({ params: jobId, abortSignal }) => api.read<JobView>(readJob, { path: { jobId }, abortSignal }),
  });
  return computed(() => {
    const result = run()?.result;
    if (result !== undefined) return 'kind' in result ? result.kind : undefined;
    return job.hasValue() ? job.value().kind : undefined;
  });
}
