import { muteAlert, unmuteAlert } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { muteBody, until } from '../mute-body.ts';
import { incident } from './incident-argument.ts';

export const alertsMute = command({
  name: 'alerts mute',
  summary: 'hear nothing of an incident for a while',
  details: '  evenkeel alerts mute failures.0123456789abcdef-1 --until +4h --reason "It is being repaired."',
  arguments: { incident },
  options: { until, reason },
  run: async (context, { incident: incidentId, until: end, reason: why }) => {
    const body = await muteBody(context, end, why);
    const { body: answer } = await (await context.api()).call(muteAlert, { path: { incidentId }, body });
    context.out.done(`Incident ${incidentId} is muted until ${body.until}.`, answer);
  },
});

export const alertsUnmute = command({
  name: 'alerts unmute',
  summary: 'hear of an incident again',
  arguments: { incident },
  options: { reason },
  run: async (context, { incident: incidentId, reason: why }) => {
    const headers = context.reasonHeader(why);
    await (await context.api()).call(unmuteAlert, { path: { incidentId }, headers });
    context.out.done(`Incident ${incidentId} is not muted.`, { incidentId });
  },
});
