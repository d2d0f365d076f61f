import { readJob, restoreJob } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { BadUsage } from '../../command/failures.ts';
import { flag, wholeNumber } from '../../command/parameters.ts';
import { textAt, wordAt } from '../../output/read-field.ts';
import { etagOf } from '../etag-of.ts';
import { job } from './job-argument.ts';

export const jobsRestore = command({
  name: 'jobs restore',
  summary: 'give a job the definition of an earlier generation again',
  arguments: { job },
  options: {
    generation: wholeNumber('as "jobs history" lists them'),
    undelete: flag('of a job that has been ended: it comes back'),
    reason,
  },
  run: async (context, { job: jobId, generation, undelete, reason: why }) => {
    if (generation === undefined) throw new BadUsage('--generation is required');
    const api = await context.api();
    const path = { jobId };
    const body = { ...(await context.actor(why)), generation, ...(undelete ? { undelete } : {}) };
    // A job that has been ended has no version to name.
    const headers = undelete ? {} : { 'if-match': etagOf(await api.call(readJob, { path })) };
    const { body: restored } = await api.call(restoreJob, { path, body, headers });
    context.out.done(
      textAt(restored, 'outcome') === 'unchanged'
        ? `Job ${jobId} has the definition of generation ${generation} already.`
        : `Job ${jobId} has the definition of generation ${generation} again, as ${wordAt(restored, 'generation')}.`,
      restored,
    );
  },
});
