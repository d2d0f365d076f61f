import { z } from 'zod';
import { ALERT_CHANNELS, type AlertChannel } from '../../domain/alert/alert-channel.ts';
import { ALERT_CONDITIONS, type AlertCondition } from '../../domain/alert/alert-condition.ts';
import {
  ALERT_GROUPINGS,
  ALERT_SEVERITIES,
  DEFAULT_QUIET_SECONDS,
  RECIPIENTS_RULE_ID,
  type AlertRuleDefinition,
  type AlertScope,
} from '../../domain/alert/alert-rule.ts';
import { labelsOf, MAX_DESCRIPTION, MAX_TAGS, TAG_PATTERN } from '../../domain/job/job-label.ts';
import { JOB_KINDS } from '../../domain/job/job-work.ts';
import { FAILURE_REASONS } from '../../domain/run/run-failure.ts';
import { whole } from '../job-policies.ts';
import { jobId } from '../run.ts';
import { outgoingUrlFaults } from './outgoing-url.ts';
import { secretName } from './secret-name.ts';
import { modelId } from './model-id.ts';

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 86_400;

/** Messages to more would be a mailing list of their own, which is better kept by the mail server. */
const MAX_CHANNELS = 20;
const MAX_ADDRESSES = 50;
/** A rule for more of them is better told by tags. */
const MAX_IN_SCOPE = 200;

export const alertRuleId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be 1 to 128 letters, digits, ".", "_" or "-"')
  .refine(
    (id) => id !== RECIPIENTS_RULE_ID,
    `must not be "${RECIPIENTS_RULE_ID}": every job with recipients has that rule by itself`,
  );

const tags = z
  .array(z.string().regex(TAG_PATTERN, 'must be 1 to 64 letters, digits, ".", "_", ":", "/", "=" or "-"'))
  .max(MAX_TAGS, `must be at most ${MAX_TAGS} tags`)
  .exactOptional();

function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, `must be one of ${words.join(', ')}`);
}

function listOf<T extends z.ZodType>(item: T, max: number) {
  return z.array(item).min(1, 'must name at least one, or be left out').max(max, `must be at most ${max}`);
}

const scope = z
  .strictObject({
    jobIds: listOf(jobId, MAX_IN_SCOPE).exactOptional(),
    modelIds: listOf(modelId, MAX_IN_SCOPE).exactOptional(),
    kinds: listOf(oneOf(JOB_KINDS), JOB_KINDS.length).exactOptional(),
    tags: tags.describe('Jobs that have all of these.'),
  })
  .describe('Which jobs of the value stream it looks at; what is left out does not narrow it.');

const condition = z.discriminatedUnion(
  'type',
  [
    z
      .strictObject({
        type: z.literal('drift'),
        band: oneOf(['moderate-shift', 'significant-shift']).default('significant-shift'),
      })
      .describe('A model is in this band or a higher one, or the criteria of its job raise an alarm.'),
    z
      .strictObject({
        type: z.literal('run-failed'),
        reasons: listOf(oneOf(FAILURE_REASONS), FAILURE_REASONS.length).exactOptional(),
      })
      .describe('A run has failed: for one of these reasons, or for any.'),
    z
      .strictObject({ type: z.literal('retries-exhausted') })
      .describe('A run has failed after more than one attempt.'),
    z
      .strictObject({ type: z.literal('late'), toleranceSeconds: whole(1, 7 * DAY_SECONDS) })
      .describe('A run has begun, or has not even begun, so long after its slot.'),
    z.strictObject({ type: z.literal('missed') }).describe('A slot was not run, and nobody wanted it so.'),
    z
      .strictObject({
        type: z.literal('no-success'),
        withinSeconds: whole(MINUTE_SECONDS, 366 * DAY_SECONDS),
      })
      .describe('An active job has had no run that succeeded for so long.'),
    z
      .strictObject({ type: z.literal('job-paused') })
      .describe('A job was paused by its failures, or was quarantined.'),
    z
      .strictObject({ type: z.literal('dead-letter') })
      .describe('The message of a run was given up, or a dead letter could not be read.'),
    z.strictObject({ type: z.literal('lock-broken') }).describe('A person has broken a lock.'),
  ],
  { error: `must be an object whose "type" is one of ${ALERT_CONDITIONS.join(', ')}` },
);

const webhookUrl = z
  .string()
  .max(1024, 'must be at most 1,024 characters')
  .superRefine((text, context) => {
    const faults = outgoingUrlFaults(text, 'https://hooks.example.com/evenkeel');
    for (const message of faults.length > 0 ? faults : plainTextFaults(text)) {
      context.addIssue({ code: 'custom', message });
    }
  });

/** What goes in plain text stays on the machine. */
function plainTextFaults(text: string): readonly string[] {
  const { protocol, hostname } = new URL(text);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || isLoopback ? [] : ['must begin with https://'];
}

const channel = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('email'),
      to: listOf(z.email('must be an e-mail address').max(254), MAX_ADDRESSES),
    }),
    z
      .strictObject({ type: z.literal('recipients') })
      .describe('The e-mail addresses that the job of the model names as `recipients`.'),
    z
      .strictObject({ type: z.literal('webhook'), url: webhookUrl, signingSecret: secretName })
      .describe('A CloudEvent by POST, signed with the secret of that name.'),
    z
      .strictObject({ type: z.literal('teams'), urlSecret: secretName })
      .describe('An incoming webhook of Microsoft Teams; its address is the secret of that name.'),
    z
      .strictObject({ type: z.literal('slack'), urlSecret: secretName })
      .describe('An incoming webhook of Slack; its address is the secret of that name.'),
  ],
  { error: `must be an object whose "type" is one of ${ALERT_CHANNELS.join(', ')}` },
);

const conditions = z
  .array(condition)
  .min(1, 'must hold at least one condition')
  .superRefine((given, context) => {
    for (const [index, { type }] of given.entries()) {
      if (given.findIndex((other) => other.type === type) === index) continue;
      context.addIssue({ code: 'custom', path: [index, 'type'], message: `'${type}' stands here already` });
    }
  })
  .describe('Any of them; each type once.');

const channels = z
  .array(channel)
  .min(1, 'must hold at least one channel')
  .max(MAX_CHANNELS, `must be at most ${MAX_CHANNELS} channels`)
  .superRefine((given, context) => {
    const texts = given.map((one) => JSON.stringify(toChannel(one)));
    for (const [index, text] of texts.entries()) {
      if (texts.indexOf(text) === index) continue;
      context.addIssue({ code: 'custom', path: [index], message: 'stands here already' });
    }
    const addresses = given.flatMap((one) => (one.type === 'email' ? one.to : []));
    if (addresses.length <= MAX_ADDRESSES) return;
    context.addIssue({ code: 'custom', message: `must have at most ${MAX_ADDRESSES} addresses together` });
  });

/** The body of `PUT /api/alert-rules/{ruleId}`: the whole definition; an id in it must be the path's. */
export const alertRuleRequest = z.strictObject({
  ruleId: alertRuleId.exactOptional(),
  valueStream: z
    .string()
    .min(1, 'must not be empty')
    .max(128, 'must be at most 128 characters')
    .describe('A rule stays in its value stream.'),
  description: z
    .string()
    .max(MAX_DESCRIPTION, `must be at most ${MAX_DESCRIPTION} characters`)
    .exactOptional()
    .describe('Stands in the messages; say what is to be done.'),
  tags: tags.describe('Labels of the rule itself; kept in order, each once.'),
  scope: scope.prefault({}),
  conditions,
  channels,
  severity: oneOf(ALERT_SEVERITIES).default('warning'),
  groupBy: oneOf(ALERT_GROUPINGS)
    .default('cause')
    .describe(
      'What makes one incident. `cause`: all that fails for one reason at one endpoint, and each model that drifts; `job`: each job or model; `rule`: all that the rule sees.',
    ),
  quietSeconds: whole(0, 7 * DAY_SECONDS)
    .default(DEFAULT_QUIET_SECONDS)
    .describe('Two openings of one group are told at least so far apart.'),
  remindSeconds: whole(10 * MINUTE_SECONDS, 30 * DAY_SECONDS)
    .exactOptional()
    .describe('How often is told again of what is open and not acknowledged; absent: never.'),
  enabled: z.boolean('must be true or false').default(true),
});

export type AlertRuleRequest = z.output<typeof alertRuleRequest>;

/** The same as it is sent: what has a default may be left out. */
export type AlertRuleRequestBody = z.input<typeof alertRuleRequest>;

/** The definition in the domain's form: lists whose order says nothing are sorted, each entry once. */
export function toAlertRuleDefinition(ruleId: string, request: AlertRuleRequest): AlertRuleDefinition {
  const { valueStream, severity, groupBy, quietSeconds, remindSeconds, enabled: isEnabled } = request;
  return {
    ...{ ruleId, valueStream, severity, groupBy, quietSeconds, isEnabled },
    ...labelsOf(request),
    scope: toScope(request.scope),
    conditions: request.conditions.map(toCondition),
    channels: request.channels.map(toChannel),
    ...(remindSeconds === undefined ? {} : { remindSeconds }),
  };
}

function toScope({ jobIds, modelIds, kinds, tags: ofJobs = [] }: AlertRuleRequest['scope']): AlertScope {
  return {
    ...(jobIds === undefined ? {} : { jobIds: distinct(jobIds) }),
    ...(modelIds === undefined ? {} : { modelIds: distinct(modelIds) }),
    ...(kinds === undefined ? {} : { kinds: distinct(kinds) }),
    ...(ofJobs.length === 0 ? {} : { tags: distinct(ofJobs) }),
  };
}

function toCondition(request: AlertRuleRequest['conditions'][number]): AlertCondition {
  if (request.type !== 'run-failed' || request.reasons === undefined) return request;
  return { type: request.type, reasons: distinct(request.reasons) };
}

function toChannel(request: z.output<typeof channel>): AlertChannel {
  return request.type === 'email' ? { type: 'email', to: distinct(request.to) } : request;
}

function distinct<T extends string>(texts: readonly T[]): readonly T[] {
  return [...new Set(texts)].sort();
}
