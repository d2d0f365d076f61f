import { z } from 'zod';
import { ALERT_CONDITIONS } from '../../domain/alert/alert-condition.ts';
import { ALERT_SEVERITIES } from '../../domain/alert/alert-rule.ts';
import { ALERT_NOTICES, DELIVERY_STATES, type Delivery } from '../../domain/alert/delivery.ts';
import { INCIDENT_STATES, type Incident, type IncidentSubject } from '../../domain/alert/incident.ts';
import { alertCauseView, toAlertCauseView } from '../alert-cause-view.ts';
import { alertChannelView, channelView } from './alert-channel-view.ts';
import { muteView, toMuteView } from './alert-rule-view.ts';
import { instantView } from './instant-view.ts';

const incident = z.object({
  incidentId: z.string(),
  ruleId: z
    .string()
    .describe('`recipients`: the rule that every job with recipients has by itself; it cannot be read.'),
  valueStream: z.string(),
  condition: z.enum(ALERT_CONDITIONS),
  group: z.string().describe('What all of it has in common, for people.'),
  severity: z.enum(ALERT_SEVERITIES),
  state: z.enum(INCIDENT_STATES),
  openedAt: instantView,
  lastCauseAt: instantView,
  causeCount: z.int().describe('How often something happened.'),
  subjectCount: z.int().describe('How many jobs, models and locks it has touched.'),
  failingCount: z.int().describe('How many of them are not well yet.'),
  acknowledgement: z.object({ at: instantView, author: z.string(), reason: z.string() }).exactOptional(),
  mute: muteView.exactOptional(),
  remindAt: instantView.exactOptional().describe('When is told again, unless somebody acknowledges it.'),
  resolvedAt: instantView.exactOptional(),
  resolution: z
    .enum(['recovered', 'by-hand', 'rule-gone'])
    .exactOptional()
    .describe('`rule-gone`: its rule was deleted, is not enabled, or looks for something else now.'),
  resolvedBy: z.object({ author: z.string(), reason: z.string() }).exactOptional(),
});

/** An incident as it stands in a list. */
export const alertViewSchema = incident.meta({ id: 'Alert' });

export type AlertView = z.output<typeof alertViewSchema>;

export const alertDetailSchema = incident
  .extend({
    causes: z
      .array(alertCauseView)
      .readonly()
      .describe('The first, and the worst or latest: at most ten. The subjects have the latest of each.'),
  })
  .meta({ id: 'AlertDetail' });

export type AlertDetailView = z.output<typeof alertDetailSchema>;

/** What callers read of an incident in a list. */
export function alertView(value: Incident): z.output<typeof alertViewSchema> {
  const { incidentId, ruleId, valueStream, condition, group, severity, state } = value;
  const { openedAt, lastCauseAt, causeCount, subjectCount, failingCount } = value;
  const { acknowledgement, mute, remindAt, resolvedAt, resolution, resolvedBy } = value;
  return {
    ...{ incidentId, ruleId, valueStream, condition, group, severity, state },
    ...{ openedAt: toIso(openedAt), lastCauseAt: toIso(lastCauseAt) },
    ...{ causeCount, subjectCount, failingCount },
    ...(acknowledgement === undefined
      ? {}
      : { acknowledgement: { ...acknowledgement, at: toIso(acknowledgement.at) } }),
    ...(mute === undefined ? {} : { mute: toMuteView(mute) }),
    ...(remindAt === undefined ? {} : { remindAt: toIso(remindAt) }),
    ...(resolvedAt === undefined ? {} : { resolvedAt: toIso(resolvedAt) }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(resolvedBy === undefined ? {} : { resolvedBy }),
  };
}

/** The same with its causes. */
export function alertDetail(value: Incident): z.output<typeof alertDetailSchema> {
  return { ...alertView(value), causes: value.causes.map(toAlertCauseView) };
}

export const alertSubjectView = z
  .object({
    subject: z.string().describe('`job:<id>`, `model:<id>`, `lock:<resource>` …'),
    state: z.enum(['failing', 'recovered']),
    firstAt: instantView,
    lastAt: instantView,
    causeCount: z.int(),
    last: alertCauseView,
  })
  .meta({ id: 'AlertSubject' });

export type AlertSubjectView = z.output<typeof alertSubjectView>;

export function subjectView(value: IncidentSubject): z.output<typeof alertSubjectView> {
  const { subject, state, firstAt, lastAt, causeCount, last } = value;
  return {
    ...{ subject, state, firstAt: toIso(firstAt), lastAt: toIso(lastAt), causeCount },
    last: toAlertCauseView(last),
  };
}

export const deliveryViewSchema = z
  .object({
    deliveryId: z.string().describe('In the message: who gets it twice knows it by this.'),
    notice: z.enum(ALERT_NOTICES),
    channel: alertChannelView,
    state: z
      .enum(DELIVERY_STATES)
      .describe(
        '`withdrawn`: it was over before it was told. `muted`: nobody wanted to be told. `given-up`: it was tried for a day, or refused for good.',
      ),
    attempts: z.int(),
    createdAt: instantView,
    nextAttemptAt: instantView.exactOptional().describe('While it is pending.'),
    sentAt: instantView.exactOptional(),
    lastFailure: z.object({ at: instantView, reason: z.string() }).exactOptional(),
  })
  .meta({ id: 'AlertDelivery' });

export type AlertDeliveryView = z.output<typeof deliveryViewSchema>;

export function deliveryView(value: Delivery): z.output<typeof deliveryViewSchema> {
  const { deliveryId, notice, channel, state, attempts, createdAt, dueAt, sentAt, lastFailure } = value;
  return {
    ...{ deliveryId, notice, channel: channelView(channel), state, attempts },
    createdAt: toIso(createdAt),
    ...(state === 'pending' ? { nextAttemptAt: toIso(dueAt) } : {}),
    ...(sentAt === undefined ? {} : { sentAt: toIso(sentAt) }),
    ...(lastFailure === undefined
      ? {}
      : { lastFailure: { at: toIso(lastFailure.at), reason: lastFailure.reason } }),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
