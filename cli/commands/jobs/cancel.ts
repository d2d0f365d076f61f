import { deleteJob } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { job } from './job-argument.ts';

export const jobsCancel = command({
  name: 'jobs cancel',
  summary: 'end a job for good; its runs stay readable',
  details: 'Runs that have begun end as usual: "runs cancel" ends them too.',
  arguments: { job },
  options: { reason },
  run: async (context, { job: jobId, reason: why }) => {
    await context.confirm(`End job ${jobId}? Nothing of it will run any more.`);
    const headers = context.reasonHeader(why);
    await (await context.api()).call(deleteJob, { path: { jobId }, headers });
    context.out.done(`Job ${jobId} is ended.`, { jobId, state: 'deleted' });
  },
});
