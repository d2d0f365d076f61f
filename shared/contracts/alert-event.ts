import { z } from 'zod';
import { ALERT_CONDITIONS } from '../domain/alert/alert-condition.ts';
import type { AlertMessage } from '../domain/alert/alert-message.ts';
import { ALERT_SEVERITIES } from '../domain/alert/alert-rule.ts';
import { ALERT_NOTICES, type AlertNotice } from '../domain/alert/delivery.ts';
import { INCIDENT_STATES } from '../domain/alert/incident.ts';
import { composeAlert } from '../domain/alert/message/compose-alert.ts';
import { toPlainText } from '../domain/alert/message/to-plain-text.ts';
import { alertCauseView, toAlertCauseView } from './alert-cause-view.ts';

const instant = z.iso.datetime();

/** Of the types of events; the notice follows. */
const TYPE_PREFIX = 'com.evenkeel.alert.';

const eventType = z.enum(ALERT_NOTICES.map(toType));

const incident = z.object({
  incidentId: z.string(),
  condition: z.enum(ALERT_CONDITIONS),
  group: z.string().describe('What its causes have in common.'),
  severity: z.enum(ALERT_SEVERITIES),
  state: z.enum(INCIDENT_STATES),
  openedAt: instant,
  lastCauseAt: instant,
  resolvedAt: instant.exactOptional(),
  resolution: z.enum(['recovered', 'by-hand', 'rule-gone']).exactOptional(),
  causeCount: z.int(),
  subjectCount: z.int().describe('Jobs, models and locks that it has touched.'),
  failingCount: z.int().describe('Those of them that are not well yet.'),
  acknowledgedBy: z.string().exactOptional(),
});

const alertData = z.object({
  deliveryId: z.string().describe('Of the message, as the API has it.'),
  notice: z.enum(ALERT_NOTICES),
  title: z.string().describe('What has happened, in a line.'),
  text: z.string().describe('What a person is told, with what to do next.'),
  valueStream: z.string(),
  rule: z.object({ ruleId: z.string(), description: z.string().exactOptional() }),
  incident,
  subjects: z
    .array(alertCauseView)
    .readonly()
    .describe('The latest cause of each of the first subjects, at most twenty.'),
  link: z.string().exactOptional().describe('Address of the incident for people.'),
});

/**
 * What a webhook of an alert receives: a CloudEvent 1.0 in structured mode (`application/cloudevents+json`). Fields may be
 * added to it, never taken away or given another meaning; receivers ignore those that they do not know.
 */
export const alertEvent = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().describe('Of the message: one that comes again has the same, also in `webhook-id`.'),
    source: z.string().describe('The rule: `/alert-rules/<ruleId>`.'),
    type: eventType,
    subject: z.string().describe('The id of the incident.'),
    time: instant.describe('When the message was made.'),
    datacontenttype: z.literal('application/json'),
    data: alertData,
  })
  .meta({ id: 'AlertEvent' });

export type AlertEvent = z.output<typeof alertEvent>;

export function toAlertEvent(message: AlertMessage): AlertEvent {
  const text = composeAlert(message);
  const { deliveryId, notice, incident: about, rule, subjects, at } = message;
  const { link } = text;
  return {
    specversion: '1.0',
    id: toEventId(deliveryId),
    source: `/alert-rules/${encodeURIComponent(rule.ruleId)}`,
    type: toType(notice),
    subject: about.incidentId,
    time: toIso(at),
    datacontenttype: 'application/json',
    data: {
      ...{ deliveryId, notice, title: text.title, text: toPlainText(text), valueStream: about.valueStream },
      rule,
      incident: toIncident(message),
      subjects: subjects.map(toAlertCauseView),
      ...(link !== undefined && { link }),
    },
  };
}

/**
 * A delivery's id without dots: the id is signed with a dot behind it, and what users name is part of it (the names of rules
 * have no colons).
 */
function toEventId(deliveryId: string): string {
  return deliveryId.replaceAll('.', ':');
}

function toType(notice: AlertNotice): `${typeof TYPE_PREFIX}${AlertNotice}` {
  return `${TYPE_PREFIX}${notice}`;
}

function toIncident({ incident: about }: AlertMessage): z.output<typeof incident> {
  const { incidentId, condition, group, severity, state, causeCount, subjectCount, failingCount } = about;
  const { openedAt, lastCauseAt, resolvedAt, resolution, acknowledgement } = about;
  return {
    ...{ incidentId, condition, group, severity, state },
    ...{ openedAt: toIso(openedAt), lastCauseAt: toIso(lastCauseAt) },
    ...(resolvedAt !== undefined && { resolvedAt: toIso(resolvedAt) }),
    ...(resolution !== undefined && { resolution }),
    ...{ causeCount, subjectCount, failingCount },
    ...(acknowledgement !== undefined && { acknowledgedBy: acknowledgement.author }),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
