import { listJobLogs } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { LINE_OPTIONS, lineQuery, printLines } from '../runs/log-lines.ts';
import { job } from './job-argument.ts';

export const jobsLogs = command({
  name: 'jobs logs',
  summary: 'search what the runs of a job have logged',
  arguments: { job },
  options: LINE_OPTIONS,
  run: async (context, { job: jobId, limit, all, ...narrowing }) => {
    const call = { path: { jobId }, query: lineQuery(context, narrowing) };
    await printLines(context, { operation: listJobLogs, call, limit, all });
  },
});
