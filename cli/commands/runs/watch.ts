import { watchEvents } from '../../api/watch-events.ts';
import { command } from '../../command/command.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { BadUsage } from '../../command/failures.ts';
import { text } from '../../command/parameters.ts';
import { cellText, plain } from '../../output/cell-text.ts';
import { coloured } from '../../output/colours.ts';
import { isRecord, textAt } from '../../output/read-field.ts';
import { followRun } from './follow-run.ts';

export const runsWatch = command({
  name: 'runs watch',
  summary: 'follow a run to its end, or show the changes of all runs as they happen',
  details: [
    'With a run: waits for it, shows it, and ends with exit code 1 when it has no result.',
    'Without: a line for each change until Ctrl-C; with --json one JSON object a line.',
  ].join('\n'),
  arguments: { run: text('id of the run', { placeholder: 'run' }) },
  options: {
    job: text('changes of the runs of this job', { placeholder: 'job' }),
    valueStream: text('changes of the runs of this value stream', { placeholder: 'name' }),
  },
  run: async (context, { run, job, valueStream }) => {
    if (run !== undefined) {
      if (job !== undefined || valueStream !== undefined)
        throw new BadUsage('a run needs no --job or --value-stream');
      await followRun(context, run);
      return;
    }
    await showChanges(context, { kinds: 'run', jobId: job, valueStream });
  },
});

async function showChanges(
  context: CommandContext,
  query: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { out, around } = context;
  if (out.format === 'csv') throw new BadUsage('changes are shown as lines or, with --json, as JSON');
  const dependencies = {
    api: await context.api(),
    pause: (ms: number) => around.pause(ms),
    note: (line: string) => {
      out.note(line);
    },
  };
  out.note('Waiting for changes. Ctrl-C ends it.');
  for await (const { type, data } of watchEvents(dependencies, query)) {
    if (type !== 'run' || !isRecord(data)) continue;
    if (out.format === 'json') out.line(JSON.stringify(data));
    else out.line(lineOf(data, context));
  }
}

function lineOf(change: unknown, { out, around, options }: CommandContext): string {
  const at = cellText(
    textAt(change, 'finishedAt') ?? textAt(change, 'startedAt') ?? new Date(around.now()).toISOString(),
    'instant',
    out.timeZone,
  );
  const state = plain(textAt(change, 'state') ?? '').padEnd(10);
  const reason = textAt(change, 'reason');
  const hasColours = around.stdout.isTty && (around.env['NO_COLOR'] ?? '') === '' && !options.json;
  return `${at}  ${hasColours ? coloured(state) : state}  ${plain(textAt(change, 'runId') ?? '')}${reason === undefined ? '' : `  ${plain(reason)}`}`;
}
