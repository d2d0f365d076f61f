import { readJob } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { CONDITION_COLUMNS, JOB_FIELDS, UPCOMING_COLUMNS, WARNING_COLUMNS } from '../../output/columns.ts';
import { listAt } from '../../output/read-field.ts';
import { job } from './job-argument.ts';

export const jobsShow = command({
  name: 'jobs show',
  summary: 'show a job with its coming slots',
  arguments: { job },
  run: async (context, { job: jobId }) => {
    const { body } = await (await context.api()).call(readJob, { path: { jobId } });
    printJob(context, body);
  },
});

export function printJob({ out }: CommandContext, value: unknown): void {
  out.item(value, JOB_FIELDS);
  out.section('Conditions', listAt(value, 'status.conditions'), CONDITION_COLUMNS);
  out.section('Coming slots', listAt(value, 'upcoming'), UPCOMING_COLUMNS);
  out.section('Warnings', listAt(value, 'warnings'), WARNING_COLUMNS);
}
