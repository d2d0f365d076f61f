import { scheduleJob } from '../../../shared/contracts/http/operation-paths.ts';
import { toRequest } from '../../apply/to-request.ts';
import { readDocuments } from '../../apply/read-documents.ts';
import { command } from '../../command/command.ts';
import { BadUsage } from '../../command/failures.ts';
import { requiredText } from '../../command/parameters.ts';
import { textAt } from '../../output/read-field.ts';

export const jobsSchedule = command({
  name: 'jobs schedule',
  summary: 'store one new job',
  details:
    'The file is YAML or JSON: a document of kind Job as "apply" takes it, or the body of POST /api/jobs/schedule.',
  options: {
    file: requiredText('the job; - for standard input', { short: 'f', placeholder: 'file', isFile: true }),
  },
  run: async (context, { file }) => {
    const [found, ...more] = await readDocuments([file], context.around);
    if (found === undefined || more.length > 0)
      throw new BadUsage(`${file} has to hold one job; "apply" takes several`);
    const body = toRequest(found, 'Job');
    const { status, body: job } = await (await context.api()).call(scheduleJob, { body });
    const jobId = textAt(job, 'jobId') ?? '';
    context.out.done(
      status === 201 ? `Job ${jobId} is scheduled.` : `Job ${jobId} is there already, as it is.`,
      job,
    );
  },
});
