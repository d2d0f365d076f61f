import { resumeJob } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { requiredChoice } from '../../command/parameters.ts';
import { job } from './job-argument.ts';

export const jobsResume = command({
  name: 'jobs resume',
  summary: 'go on with a paused or quarantined job',
  arguments: { job },
  options: {
    runMissed: requiredChoice(['none', 'latest', 'all'], 'which of the missed slots run now'),
    reason,
  },
  run: async (context, { job: jobId, runMissed, reason: why }) => {
    const api = await context.api();
    const request = { runMissed, ...(await context.author()), ...(why === undefined ? {} : { reason: why }) };
    const { body } = await api.call(resumeJob, { path: { jobId }, body: request });
    context.out.done(`Job ${jobId} goes on.`, body);
  },
});
