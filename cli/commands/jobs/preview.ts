import { previewJob } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { instant } from '../../command/command-inputs.ts';
import { wholeNumber } from '../../command/parameters.ts';
import { readInstant } from '../../command/read-instant.ts';
import { SLOT_PREVIEW_COLUMNS, WARNING_COLUMNS } from '../../output/columns.ts';
import { listAt } from '../../output/read-field.ts';
import { job } from './job-argument.ts';

export const jobsPreview = command({
  name: 'jobs preview',
  summary: 'show the coming slots of a job, with local times',
  arguments: { job },
  options: {
    after: instant('slots after this instant; may lie in the past'),
    count: wholeNumber('so many slots (20)'),
  },
  run: async (context, { job: jobId, after, count }) => {
    const at = { option: '--after', now: context.around.now(), isUtc: context.options.utc };
    const query = { count, after: after === undefined ? undefined : readInstant(after, at) };
    const { body } = await (await context.api()).call(previewJob, { path: { jobId }, query });
    const { out } = context;
    if (out.format === 'json') {
      out.json(body);
      return;
    }
    out.list(listAt(body, 'slots'), SLOT_PREVIEW_COLUMNS, 'No slot is to come.');
    out.section('Warnings', listAt(body, 'warnings'), WARNING_COLUMNS);
  },
});
