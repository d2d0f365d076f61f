import { pauseJob } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { instant, reason } from '../../command/command-inputs.ts';
import { choice } from '../../command/parameters.ts';
import { readInstant } from '../../command/read-instant.ts';
import { job } from './job-argument.ts';

export const jobsPause = command({
  name: 'jobs pause',
  summary: 'start nothing of a job for now',
  arguments: { job },
  options: {
    reason,
    until: instant('resume by itself then'),
    runMissed: choice(['none', 'latest', 'all'], 'with --until: which missed slots run then'),
  },
  run: async (context, { job: jobId, reason: why, until, runMissed }) => {
    const at = { option: '--until', now: context.around.now(), isUtc: context.options.utc };
    const body = {
      ...(await context.actor(why)),
      ...(until === undefined ? {} : { resumeAt: readInstant(until, at) }),
      ...(runMissed === undefined ? {} : { runMissed }),
    };
    const { body: answer } = await (await context.api()).call(pauseJob, { path: { jobId }, body });
    context.out.done(`Job ${jobId} is paused.`, answer);
  },
});
