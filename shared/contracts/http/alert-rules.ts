import { z } from 'zod';
import { alertChannelView } from './alert-channel-view.ts';
import { newId } from '../new-id.ts';
import { alertRuleId, alertRuleRequest } from './alert-rule-request.ts';
import { alertRuleViewSchema } from './alert-rule-view.ts';
import { muteRequest } from './mute-request.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { optionalRequest } from './run-requests.ts';

export const ALERTS_TAG = 'Alerts';
const LIST = '/alert-rules';
const ONE = '/alert-rules/{ruleId}';

const params = z.object({ ruleId: alertRuleId });
/** Of a rule that may not be there yet. */
const newParams = z.object({ ruleId: newId(alertRuleId) });

const READ = { role: 'reader', of: 'alert-rule' } as const;
const CHANGE = { role: 'operator', of: 'alert-rule' } as const;

const warning = z
  .object({
    code: z
      .enum(['unknown-in-scope', 'never-met'])
      .describe(
        '`unknown-in-scope`: the value stream has no such job or model. `never-met`: a condition that no job of the scope can meet.',
      ),
    pointer: z.string().describe('A JSON pointer (RFC 6901) into the request.'),
    message: z.string(),
  })
  .meta({ id: 'AlertRuleWarning' });

const savedRule = alertRuleViewSchema
  .extend({
    warnings: z.array(warning).readonly().describe('What its author may not have meant.'),
  })
  .meta({ id: 'SavedAlertRule' });

export type SavedAlertRuleView = z.output<typeof savedRule>;

export const listAlertRulesContract = operationContract({
  ...{ operationId: 'listAlertRules', method: 'GET', path: LIST, tag: ALERTS_TAG },
  summary: 'The rules that say whom to tell of what',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: z.strictObject({ valueStream: z.string().exactOptional(), ...paging }),
  body: NO_BODY,
  answers: {
    200: { description: 'A page of them, in order of their ids.', schema: pageView(alertRuleViewSchema) },
  },
  example: { query: { limit: '10' }, status: 200 },
});

export const readAlertRuleContract = operationContract({
  ...{ operationId: 'readAlertRule', method: 'GET', path: ONE, tag: ALERTS_TAG },
  summary: 'One rule',
  access: READ,
  params,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The rule.', schema: alertRuleViewSchema, headers: ['etag'] } },
  problems: ['not-found'],
  example: { status: 200 },
});

export const saveAlertRuleContract = operationContract({
  ...{ operationId: 'saveAlertRule', method: 'PUT', path: ONE, tag: ALERTS_TAG },
  summary: 'Defines a rule, or defines it anew',
  description:
    'The same definition again is no change, whatever If-Match says; to replace another one, send the ETag that you have read. A rule that is muted stays so. Secrets are named, and have to be there.',
  access: { role: 'operator', of: 'alert-rule', mayBeNew: true },
  params: newParams,
  query: NO_QUERY,
  body: jsonBody(alertRuleRequest, { streamsOf: ({ valueStream }) => [valueStream] }),
  ifMatch: 'optional',
  answers: {
    200: { description: 'Replaced, or defined so already.', schema: savedRule, headers: ['etag'] },
    201: { description: 'The new rule.', schema: savedRule, headers: ['etag', 'location'] },
  },
  problems: ['precondition-required', 'precondition-failed'],
  example: {
    path: { ruleId: 'retention-drift' },
    body: {
      valueStream: 'retention',
      description: 'Look at what moved, then ask the owner of the source.',
      conditions: [{ type: 'drift', band: 'moderate-shift' }],
      channels: [{ type: 'recipients' }, { type: 'email', to: ['retention@example.com'] }],
    },
    status: 201,
  },
});

export const deleteAlertRuleContract = operationContract({
  ...{ operationId: 'deleteAlertRule', method: 'DELETE', path: ONE, tag: ALERTS_TAG },
  summary: 'Deletes a rule; what it has opened is resolved',
  access: CHANGE,
  params,
  query: NO_QUERY,
  body: NO_BODY,
  ifMatch: 'optional',
  answers: { 204: { description: 'It is gone.' } },
  problems: ['not-found', 'precondition-failed'],
  example: { status: 204 },
});

const ruleAnswer = {
  200: { description: 'The rule as it is now.', schema: alertRuleViewSchema, headers: ['etag'] },
} as const;

export const muteAlertRuleContract = operationContract({
  ...{ operationId: 'muteAlertRule', method: 'POST', path: `${ONE}/mute`, tag: ALERTS_TAG },
  summary: 'Tells nobody of what a rule finds, for a while',
  description:
    'What comes up meanwhile is recorded all the same, and not told afterwards. A later mute takes the place of an earlier one.',
  access: CHANGE,
  params,
  query: NO_QUERY,
  body: jsonBody(muteRequest),
  ifMatch: 'optional',
  idempotency: 'stored',
  answers: ruleAnswer,
  problems: ['not-found', 'precondition-failed'],
  example: { body: { forSeconds: 7200, reason: 'The report server is being moved.' }, status: 200 },
});

export const unmuteAlertRuleContract = operationContract({
  ...{ operationId: 'unmuteAlertRule', method: 'DELETE', path: `${ONE}/mute`, tag: ALERTS_TAG },
  summary: 'Tells again of what a rule finds; one that is not muted stays as it is',
  access: CHANGE,
  params,
  query: NO_QUERY,
  body: NO_BODY,
  ifMatch: 'optional',
  answers: { 204: { description: 'It is not muted.' } },
  problems: ['not-found', 'precondition-failed'],
  example: { status: 204 },
});

const channelTest = z
  .object({
    channel: alertChannelView,
    outcome: z
      .enum(['sent', 'not-sent', 'not-tested'])
      .describe('`not-tested`: it names nobody by itself, as `recipients` does.'),
    reason: z.string().exactOptional().describe('Absent of what was sent.'),
  })
  .meta({ id: 'ChannelTest' });

export type ChannelTestView = z.output<typeof channelTest>;

export const testAlertRuleContract = operationContract({
  ...{ operationId: 'testAlertRule', method: 'POST', path: `${ONE}/test`, tag: ALERTS_TAG },
  summary: 'Sends a test message to every channel of a rule',
  description:
    'Also of one that is muted or not enabled. No alert is raised; what is not sent is told, and not tried again.',
  access: CHANGE,
  params,
  query: NO_QUERY,
  body: jsonBody(optionalRequest, { isOptional: true }),
  idempotency: 'stored',
  answers: {
    200: {
      description: 'What became of each message, in the order of the channels.',
      schema: z.object({ channels: z.array(channelTest).readonly() }).meta({ id: 'AlertRuleTest' }),
    },
  },
  problems: ['not-found'],
  example: { body: { reason: 'The mail server is a new one.' }, status: 200 },
});
