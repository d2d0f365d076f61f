import { readRun } from '../../api/operations.ts';
import { command } from '../../command/command.ts';
import { column } from '../../output/column.ts';
import { STEP_COLUMNS } from '../../output/columns.ts';
import { fieldAt, isRecord, listAt } from '../../output/read-field.ts';
import { run } from './run-argument.ts';

export const runsLogs = command({
  name: 'runs logs',
  summary: 'say what happened to a run, step by step, and where its log lines are',
  arguments: { run },
  run: async (context, { run: runId }) => {
    const { body } = await (await context.api()).call(readRun, { path: { runId } });
    const { out } = context;
    const logs = fieldAt(body, 'logs');
    if (out.format === 'json') {
      out.json({ runId, steps: listAt(body, 'steps'), ...(logs === undefined ? {} : { logs }) });
      return;
    }
    out.list(listAt(body, 'steps'), STEP_COLUMNS, 'The server tells no steps.');
    if (out.format === 'csv' || !isRecord(logs)) return;
    out.line('\nLog lines');
    out.item(
      logs,
      Object.keys(logs).map((name) => column(name, name)),
    );
  },
});
