import { resolveAlert } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { incident } from './incident-argument.ts';

export const alertsResolve = command({
  name: 'alerts resolve',
  summary: 'end an incident, whatever is not well yet',
  details: 'It resolves by itself when all is well. The next cause of its kind opens another one.',
  arguments: { incident },
  options: { reason },
  run: async (context, { incident: incidentId, reason: why }) => {
    const body = await context.actor(why);
    const { body: answer } = await (await context.api()).call(resolveAlert, { path: { incidentId }, body });
    context.out.done(`Incident ${incidentId} is resolved.`, answer);
  },
});
