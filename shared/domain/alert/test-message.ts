import type { AlertMessage } from './alert-message.ts';
import type { AlertRule } from './alert-rule.ts';
import type { Incident } from './incident.ts';

/** What a channel is sent to see that it works: of an incident that there is not, and that is stored nowhere. */
export function testMessage(
  rule: AlertRule,
  { deliveryId, now }: { readonly deliveryId: string; readonly now: number },
): AlertMessage {
  const { ruleId, description } = rule;
  return {
    ...{ deliveryId, notice: 'test', incident: noIncident(rule, now), subjects: [], at: now },
    rule: { ruleId, ...(description === undefined ? {} : { description }) },
  };
}

function noIncident({ ruleId, valueStream, severity, conditions }: AlertRule, now: number): Incident {
  const key = `${ruleId}-test`;
  return {
    ...{ incidentId: key, key, sequence: 0, ruleId, valueStream, severity },
    ...{ condition: conditions[0]?.type ?? 'run-failed', group: 'a test of the channel', state: 'open' },
    ...{ openedAt: now, lastCauseAt: now, toldAt: now },
    ...{ causeCount: 0, subjectCount: 0, failingCount: 0, causes: [], channels: [] },
  };
}
