import { readBatchPlan } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { wholeNumber } from '../../command/parameters.ts';
import { run } from '../runs/run-argument.ts';
import { printPlan } from './print-plan.ts';

export const batchWhy = command({
  name: 'batch why',
  summary: 'show where the jobs of a run were to go, and why there',
  arguments: { run },
  options: { attempt: wholeNumber('of this attempt (the last)') },
  run: async (context, { run: runId, attempt }) => {
    const { body } = await (await context.api()).call(readBatchPlan, { path: { runId }, query: { attempt } });
    printPlan(context.out, body);
  },
});
