import { cancelRun } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { run } from './run-argument.ts';

export const runsCancel = command({
  name: 'runs cancel',
  summary: 'cancel a run that has not ended',
  arguments: { run },
  options: { reason },
  run: async (context, { run: runId, reason: why }) => {
    await context.confirm(`Cancel run ${runId}?`);
    const body = await context.actor(why);
    const { body: cancelled } = await (await context.api()).call(cancelRun, { path: { runId }, body });
    context.out.done(`Run ${runId} is cancelled.`, cancelled);
  },
});
