import { listAllRuns, listRuns } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { all, instant, limit } from '../../command/command-inputs.ts';
import { text } from '../../command/parameters.ts';
import { readInstant } from '../../command/read-instant.ts';
import { RUN_COLUMNS } from '../../output/columns.ts';
import { listThings } from '../list-things.ts';

export const runsList = command({
  name: 'runs list',
  summary: 'list runs, latest slot first',
  options: {
    job: text('of this job', { placeholder: 'job' }),
    state: text('in this state, several with commas: pending, waiting, running, succeeded, failed, …'),
    valueStream: text('of this value stream', { placeholder: 'name' }),
    from: instant('slots from here on'),
    to: instant('slots up to here'),
    ...{ limit, all },
  },
  run: async (context, { job: jobId, state, valueStream, from, to, limit: most, all: isWhole }) => {
    const read = (option: string, given: string | undefined): string | undefined =>
      given === undefined
        ? undefined
        : readInstant(given, { option, now: context.around.now(), isUtc: context.options.utc });
    const filter = { state, valueStream, from: read('--from', from), to: read('--to', to) };
    // The runs of one job are listed by the job: that list has the runs of deleted jobs too.
    const isOfOneJob = jobId !== undefined && Object.values(filter).every((value) => value === undefined);
    await listThings(context, {
      ...(isOfOneJob
        ? { operation: listRuns, call: { path: { jobId } } }
        : { operation: listAllRuns, call: { query: { jobId, ...filter } } }),
      columns: RUN_COLUMNS,
      empty: 'There are no such runs.',
      ...{ limit: most, all: isWhole },
    });
  },
});
