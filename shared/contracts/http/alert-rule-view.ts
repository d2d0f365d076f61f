import { z } from 'zod';
import {
  ALERT_GROUPINGS,
  ALERT_SEVERITIES,
  type AlertMute,
  type AlertRule,
  type AlertRuleDefinition,
} from '../../domain/alert/alert-rule.ts';
import { JOB_KINDS } from '../../domain/job/job-work.ts';
import { FAILURE_REASONS } from '../../domain/run/run-failure.ts';
import { alertChannelView, channelView } from './alert-channel-view.ts';
import { instantView } from './instant-view.ts';

const texts = z.array(z.string()).readonly();

const scopeView = z
  .object({
    jobIds: texts.exactOptional(),
    modelIds: texts.exactOptional(),
    kinds: z.array(z.enum(JOB_KINDS)).readonly().exactOptional(),
    tags: texts.exactOptional(),
  })
  .meta({ id: 'AlertScope' });

const conditionView = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('drift'), band: z.enum(['moderate-shift', 'significant-shift']) }),
    z.object({
      type: z.literal('run-failed'),
      reasons: z.array(z.enum(FAILURE_REASONS)).readonly().exactOptional(),
    }),
    z.object({ type: z.literal('retries-exhausted') }),
    z.object({ type: z.literal('late'), toleranceSeconds: z.int() }),
    z.object({ type: z.literal('missed') }),
    z.object({ type: z.literal('no-success'), withinSeconds: z.int() }),
    z.object({ type: z.literal('job-paused') }),
    z.object({ type: z.literal('dead-letter') }),
    z.object({ type: z.literal('lock-broken') }),
  ])
  .meta({ id: 'AlertCondition' });

export const muteView = z
  .object({
    until: instantView.describe('One that is past has no effect.'),
    author: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'AlertMute' });

const definitionView = z.object({
  valueStream: z.string(),
  description: z.string().exactOptional(),
  tags: texts.exactOptional(),
  scope: scopeView,
  conditions: z.array(conditionView).readonly(),
  channels: z.array(alertChannelView).readonly(),
  severity: z.enum(ALERT_SEVERITIES),
  groupBy: z.enum(ALERT_GROUPINGS),
  quietSeconds: z.int(),
  remindSeconds: z.int().exactOptional(),
  enabled: z.boolean(),
});

/** The fields of a definition: what `PUT` takes beside the id. */
export const ALERT_RULE_FIELDS: readonly string[] = Object.keys(definitionView.shape);

export const alertRuleViewSchema = z
  .object({
    ruleId: z.string(),
    ...definitionView.shape,
    mute: muteView.exactOptional(),
    generation: z.int().min(1).describe('Counts the definitions that it has had.'),
    createdAt: instantView,
    updatedAt: instantView,
  })
  .meta({ id: 'AlertRule' });

export type AlertRuleView = z.output<typeof alertRuleViewSchema>;

/** What callers write to get the same definition. */
export function alertRuleText(definition: AlertRuleDefinition): z.output<typeof definitionView> {
  const { valueStream, description, tags, scope, conditions, channels } = definition;
  const { severity, groupBy, quietSeconds, remindSeconds, isEnabled: enabled } = definition;
  return {
    valueStream,
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
    ...{ scope, conditions, channels: channels.map(channelView), severity, groupBy, quietSeconds },
    ...(remindSeconds === undefined ? {} : { remindSeconds }),
    enabled,
  };
}

/** What callers read of a rule. */
export function alertRuleView(rule: AlertRule): z.output<typeof alertRuleViewSchema> {
  const { ruleId, mute, generation, createdAt, updatedAt } = rule;
  return {
    ruleId,
    ...alertRuleText(rule),
    ...(mute === undefined ? {} : { mute: toMuteView(mute) }),
    ...{ generation, createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) },
  };
}

export function toMuteView({ until, author, reason }: AlertMute): z.output<typeof muteView> {
  return { until: toIso(until), author, reason };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
