import { triggerRun } from '../../api/operations.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { flag } from '../../command/parameters.ts';
import { textAt } from '../../output/read-field.ts';
import { followRun } from '../runs/follow-run.ts';
import { job } from './job-argument.ts';

export const jobsTrigger = command({
  name: 'jobs trigger',
  summary: 'run a job now, beside its schedule',
  arguments: { job },
  options: { reason, wait: flag('wait until the run has ended; exit code 1 when it has no result') },
  run: async (context, { job: jobId, reason: why, wait }) => {
    const body = await context.actor(why);
    const { body: run } = await (await context.api()).call(triggerRun, { path: { jobId }, body });
    const runId = textAt(run, 'runId') ?? '';
    if (wait) await followRun(context, runId);
    else context.out.done(`Run ${runId} is on its way.`, run);
  },
});
