import { readRun } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { ATTEMPT_COLUMNS, RUN_FIELDS, STABILITY_COLUMNS, STEP_COLUMNS } from '../../output/columns.ts';
import { listAt } from '../../output/read-field.ts';
import { run } from './run-argument.ts';

export const runsShow = command({
  name: 'runs show',
  summary: 'show a run with its result, and what happened to it step by step',
  arguments: { run },
  run: async (context, { run: runId }) => {
    const { body } = await (await context.api()).call(readRun, { path: { runId } });
    printRun(context, body);
  },
});

export function printRun({ out }: CommandContext, value: unknown): void {
  out.item(value, RUN_FIELDS);
  out.section('Steps', listAt(value, 'steps'), STEP_COLUMNS);
  out.section('Attempts without a result', listAt(value, 'endedAttempts'), ATTEMPT_COLUMNS);
  out.section('Columns', listAt(value, 'detail.columns'), STABILITY_COLUMNS);
}
