import { listJobHistory } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { all, limit } from '../../command/command-inputs.ts';
import { CHANGE_COLUMNS } from '../../output/columns.ts';
import { listThings } from '../list-things.ts';
import { job } from './job-argument.ts';

export const jobsHistory = command({
  name: 'jobs history',
  summary: 'list who changed what of a job, and why',
  arguments: { job },
  options: { limit, all },
  run: async (context, { job: jobId, limit: most, all: isWhole }) => {
    await listThings(context, {
      operation: listJobHistory,
      call: { path: { jobId } },
      columns: CHANGE_COLUMNS,
      empty: 'Nothing is known of it.',
      ...{ limit: most, all: isWhole },
    });
  },
});
