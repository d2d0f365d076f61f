import { deleteFleet } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { flag } from '../../command/parameters.ts';
import { fleet } from './fleet-file.ts';

export const fleetsDelete = command({
  name: 'fleets delete',
  summary: 'delete a fleet with its jobs; or without, with --keep-jobs',
  arguments: { fleet },
  options: { keepJobs: flag('leave its jobs, as jobs by themselves'), reason },
  run: async (context, { fleet: fleetId, keepJobs, reason: why }) => {
    await context.confirm(
      keepJobs
        ? `Delete fleet ${fleetId}, and leave its jobs?`
        : `Delete fleet ${fleetId} with all of its jobs?`,
    );
    const query = { jobs: keepJobs ? 'keep' : 'delete' };
    const headers = context.reasonHeader(why);
    const { status, body } = await (
      await context.api()
    ).call(deleteFleet, { path: { fleetId }, query, headers });
    context.out.done(
      status === 204 ? `Fleet ${fleetId} is deleted.` : `The jobs of fleet ${fleetId} are being let go.`,
      body ?? { fleetId },
    );
  },
});
