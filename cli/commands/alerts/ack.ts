import { acknowledgeAlert } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { wordAt } from '../../output/read-field.ts';
import { incident } from './incident-argument.ts';

export const alertsAck = command({
  name: 'alerts ack',
  summary: 'say that you see to an incident: reminders end',
  arguments: { incident },
  options: { reason },
  run: async (context, { incident: incidentId, reason: why }) => {
    const body = await context.actor(why);
    const { body: answer } = await (
      await context.api()
    ).call(acknowledgeAlert, { path: { incidentId }, body });
    // Somebody else may have been first.
    const who = wordAt(answer, 'acknowledgement.author');
    context.out.done(`Incident ${incidentId} is acknowledged by ${who}.`, answer);
  },
});
