import { retryJob } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { flag, text } from '../../command/parameters.ts';
import { textAt, wordAt } from '../../output/read-field.ts';
import { followRun } from '../runs/follow-run.ts';
import { job } from './job-argument.ts';

export const jobsRetry = command({
  name: 'jobs retry',
  summary: 'begin a new attempt of the last failed run, or of the one named',
  arguments: { job },
  options: {
    run: text('this run of the job', { placeholder: 'run' }),
    reason,
    wait: flag('wait until the run has ended; exit code 1 when it has no result'),
  },
  run: async (context, { job: jobId, run, reason: why, wait }) => {
    const body = { ...(await context.actor(why)), ...(run === undefined ? {} : { runId: run }) };
    const { body: retried } = await (await context.api()).call(retryJob, { path: { jobId }, body });
    const runId = textAt(retried, 'runId') ?? '';
    const attempt = wordAt(retried, 'attempt');
    if (wait) await followRun(context, runId);
    else context.out.done(`Run ${runId} begins attempt ${attempt}.`, retried);
  },
});
