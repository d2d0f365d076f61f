import { listRunLogs, readRun } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { BadUsage } from '../../command/failures.ts';
import { flag, wholeNumber } from '../../command/parameters.ts';
import { cellText, plain } from '../../output/cell-text.ts';
import { fieldsText } from '../../output/columns.ts';
import { textAt } from '../../output/read-field.ts';
import { FINAL_STATES } from './follow-run.ts';
import { LINE_OPTIONS, lineQuery, printLines } from './log-lines.ts';
import { run } from './run-argument.ts';

const POLL_MS = 1000;
const OVERLAP_MS = 60_000;

/** Lines are stored while a step is going, every few seconds: those of the last step come after the run's end. */
const POLLS_AFTER_END = 3;

export const runsLogs = command({
  name: 'runs logs',
  summary: 'show what the steps of a run have logged',
  details:
    'With --follow: until the run has ended, each line as it is stored; with --json one object a line.',
  arguments: { run },
  options: {
    attempt: wholeNumber('lines of this attempt'),
    follow: flag('go on until the run has ended', { short: 'f' }),
    ...LINE_OPTIONS,
  },
  run: async (context, { run: runId, attempt, follow, limit, all, ...narrowing }) => {
    const query = { attempt, ...lineQuery(context, narrowing) };
    if (!follow) {
      await printLines(context, { operation: listRunLogs, call: { path: { runId }, query }, limit, all });
      return;
    }
    if (context.out.format === 'csv')
      throw new BadUsage('lines are followed as text or, with --json, as JSON');
    await followLines(context, runId, query);
  },
});

type Query = Readonly<Record<string, string | number | undefined>>;

async function followLines(context: CommandContext, runId: string, query: Query): Promise<void> {
  const api = await context.api();
  const told = new Set<string>();
  let from = query['from'];
  for (let pollsAfterEnd = 0; pollsAfterEnd < POLLS_AFTER_END;) {
    const { body } = await api.call(readRun, { path: { runId } });
    for await (const line of api.items(listRunLogs, {
      path: { runId },
      query: { ...query, from, limit: 200 },
    })) {
      const key = JSON.stringify(line);
      if (told.has(key)) continue;
      told.add(key);
      from = before(textAt(line, 'at')) ?? from;
      context.out.line(context.out.format === 'json' ? key : lineText(line, context));
    }
    if (FINAL_STATES.has(textAt(body, 'state') ?? '')) pollsAfterEnd += 1;
    await context.around.pause(POLL_MS);
  }
}

/** A step that goes on beside another one may store earlier lines later. */
function before(at: string | undefined): string | undefined {
  return at === undefined ? undefined : new Date(Date.parse(at) - OVERLAP_MS).toISOString();
}

function lineText(line: unknown, { out }: CommandContext): string {
  const at = cellText(textAt(line, 'at'), 'instant', out.timeZone);
  const [step, message] = [textAt(line, 'step') ?? '', textAt(line, 'message') ?? ''].map(plain);
  return [at, (textAt(line, 'level') ?? '').padEnd(5), `${step}:`, message, plain(fieldsText(line))]
    .join(' ')
    .trimEnd();
}
