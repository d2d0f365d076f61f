import { triggerRun } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { BadUsage } from '../../command/failures.ts';
import { reason } from '../../command/command-inputs.ts';
import { flag, texts } from '../../command/parameters.ts';
import { textAt } from '../../output/read-field.ts';
import { followRun } from '../runs/follow-run.ts';
import { job } from './job-argument.ts';

export const jobsTrigger = command({
  name: 'jobs trigger',
  summary: 'run a job now, beside its schedule',
  arguments: { job },
  options: {
    reason,
    input: texts('a value for the run, {input.<name>} in its task; may be given several times', {
      placeholder: 'name=value',
    }),
    wait: flag('wait until the run has ended; exit code 1 when it has no result'),
  },
  run: async (context, { job: jobId, reason: why, input, wait }) => {
    const given = readInput(input);
    const body = { ...(await context.actor(why)), ...(input.length === 0 ? {} : { input: given }) };
    const { body: run } = await (await context.api()).call(triggerRun, { path: { jobId }, body });
    const runId = textAt(run, 'runId') ?? '';
    if (wait) await followRun(context, runId);
    else context.out.done(`Run ${runId} is on its way.`, run);
  },
});

/** Values are texts, as a command line has nothing else. Throws BadUsage. */
function readInput(pairs: readonly string[]): Readonly<Record<string, string>> {
  const values = pairs.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new BadUsage(`--input ${pair} has to be written name=value`);
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return Object.fromEntries(values);
}
