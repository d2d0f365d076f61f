import { z } from 'zod';
import { readBackfill, startBackfill } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { reason } from '../../command/command-inputs.ts';
import { CommandFailed } from '../../command/failures.ts';
import { flag, requiredText, wholeNumber } from '../../command/parameters.ts';
import { INSTANT_FORMS, readInstant } from '../../command/read-instant.ts';
import { column } from '../../output/column.ts';
import { job } from './job-argument.ts';

const POLL_MS = 1000;

const FIELDS = [
  column('backfill', 'backfillId'),
  column('state', 'state', 'word'),
  column('from', 'from', 'instant'),
  column('until', 'until', 'instant'),
  column('slots', 'slotCount'),
  column('runs made', 'runCount'),
  column('had run before', 'alreadyRunCount'),
  column('runs', 'runs'),
];

const PREVIEW_FIELDS = [
  column('slots', 'slotCount'),
  column('had run before', 'alreadyRunCount'),
  column('would run', 'toRunCount'),
  column('first', 'first', 'instant'),
  column('last', 'last', 'instant'),
];

const placeholder = 'instant';

export const jobsBackfill = command({
  name: 'jobs backfill',
  summary: 'run the slots of a past range that did not run',
  details: `An instant is written ${INSTANT_FORMS}.`,
  arguments: { job },
  options: {
    from: requiredText('first slot, included', { placeholder }),
    until: requiredText('last slot, included', { placeholder }),
    maxConcurrent: wholeNumber('so many of its runs at once (5)'),
    reason,
    dryRun: flag('only say what would run'),
    wait: flag('wait until it is over; exit code 1 when a run has no result'),
  },
  run: async (context, { job: jobId, from, until, maxConcurrent, reason: why, dryRun, wait }) => {
    const at = { now: context.around.now(), isUtc: context.options.utc };
    const body = {
      from: readInstant(from, { option: '--from', ...at }),
      until: readInstant(until, { option: '--until', ...at }),
      ...(maxConcurrent === undefined ? {} : { maxConcurrent }),
      ...(dryRun ? { dryRun } : {}),
      // Nobody has to give a reason for a question.
      ...(await context.actor(why ?? (dryRun ? 'A dry run.' : undefined))),
    };
    const { body: started } = await (await context.api()).call(startBackfill, { path: { jobId }, body });
    if (dryRun) context.out.item(started, PREVIEW_FIELDS);
    else if (wait) await follow(context, backfill.parse(started));
    else context.out.item(started, FIELDS);
  },
});

const backfill = z.looseObject({
  jobId: z.string(),
  backfillId: z.string(),
  state: z.string(),
  slotCount: z.number(),
  runCount: z.number(),
  alreadyRunCount: z.number(),
  runs: z.record(z.string(), z.number()).default({}),
});

async function follow(context: CommandContext, started: z.output<typeof backfill>): Promise<void> {
  const api = await context.api();
  const path = { jobId: started.jobId, backfillId: started.backfillId };
  let present = started;
  while (!['completed', 'cancelled'].includes(present.state)) {
    const { runCount, alreadyRunCount, slotCount, state } = present;
    context.out.progress(`${state}: ${runCount + alreadyRunCount} of ${slotCount} slots`);
    await context.around.pause(POLL_MS);
    present = backfill.parse((await api.call(readBackfill, { path })).body);
  }
  context.out.item(present, FIELDS);
  const { succeeded = 0, ...others } = present.runs;
  const count = Object.values(others).reduce((sum, number) => sum + number, 0);
  if (present.state === 'cancelled') throw new CommandFailed('The backfill was cancelled.');
  if (count > 0) throw new CommandFailed(`${count} runs have no result; ${succeeded} have one.`);
}
