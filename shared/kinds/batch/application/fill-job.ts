import type { LoadedWork } from '../../../application/load-plain-work.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import {
  fillPlaceholders,
  missingValues,
  placeholderValues,
  type PlaceholderValues,
} from '../../fill-placeholders.ts';
import type { BatchJob } from '../domain/batch-job.ts';
import type { BatchTask } from './batch-desk.ts';

type Loaded = Extract<LoadedWork<BatchTask>, { readonly outcome: 'loaded' }>;

/** What placeholders stand for in the texts of a run's jobs; dates are in UTC. */
export function valuesOf({ run, interval }: Pick<Loaded, 'run' | 'interval'>): PlaceholderValues {
  return placeholderValues(run, interval);
}

/** A job with the placeholders of its command, arguments and variables filled. */
export function fillJob(job: BatchJob, values: PlaceholderValues): BatchJob {
  const fill = (text: string): string => fillPlaceholders(text, values);
  const { command, args, env } = job;
  return {
    ...job,
    ...(command === undefined ? {} : { command: command.map(fill) }),
    ...(args === undefined ? {} : { args: args.map(fill) }),
    ...(env === undefined
      ? {}
      : { env: Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text)])) }),
  };
}

/** What a run fails with whose jobs name a value that it was not given. */
export function missingInJobs(jobs: readonly BatchJob[], values: PlaceholderValues): RunFailure | undefined {
  return missingValues(
    jobs.map(({ command, args, env }) => [command, args, env]),
    values,
  );
}
