import { z } from 'zod';
import { INCIDENT_STATES } from '../../domain/alert/incident.ts';
import { ALERTS_TAG } from './alert-rules.ts';
import { alertDetailSchema, alertSubjectView, alertViewSchema, deliveryViewSchema } from './alert-view.ts';
import { muteRequest } from './mute-request.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { optionalRequest, runRequest } from './run-requests.ts';

const ONE = '/alerts/{incidentId}';

const incidentId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,254}$/, 'must be the id of an incident');

const params = z.object({ incidentId });
const ofDelivery = z.object({
  incidentId,
  deliveryId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,254}$/, 'must be the id of a delivery'),
});

const READ = { role: 'reader', of: 'incident' } as const;
const CHANGE = { role: 'operator', of: 'incident' } as const;

const state = z.enum(INCIDENT_STATES, `must be one of ${INCIDENT_STATES.join(', ')}`);

export const listAlertsContract = operationContract({
  ...{ operationId: 'listAlerts', method: 'GET', path: '/alerts', tag: ALERTS_TAG },
  summary: 'What there is, and was, to tell of; the latest opening first',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: z.strictObject({
    state: z
      .string()
      .transform((states) => states.split(','))
      .pipe(z.array(state))
      .exactOptional()
      .describe('Several with commas between.'),
    valueStream: z.string().exactOptional(),
    ruleId: z
      .string()
      .exactOptional()
      .describe('`recipients`: those of the rule that jobs have by themselves.'),
    ...paging,
  }),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: pageView(alertViewSchema) } },
  example: { query: { state: 'open,acknowledged' }, status: 200 },
});

export const readAlertContract = operationContract({
  ...{ operationId: 'readAlert', method: 'GET', path: ONE, tag: ALERTS_TAG },
  summary: 'One incident with its causes',
  access: READ,
  params,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The incident.', schema: alertDetailSchema, headers: ['etag'] } },
  problems: ['not-found'],
  example: { status: 200 },
});

export const listAlertSubjectsContract = operationContract({
  ...{ operationId: 'listAlertSubjects', method: 'GET', path: `${ONE}/subjects`, tag: ALERTS_TAG },
  summary: 'The jobs, models and locks of an incident, those that are not well first',
  access: READ,
  params,
  query: z.strictObject({
    state: z.enum(['failing', 'recovered'], 'must be one of failing, recovered').exactOptional(),
    ...paging,
  }),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: pageView(alertSubjectView) } },
  problems: ['not-found'],
  example: { status: 200 },
});

export const listAlertDeliveriesContract = operationContract({
  ...{ operationId: 'listAlertDeliveries', method: 'GET', path: `${ONE}/deliveries`, tag: ALERTS_TAG },
  summary: 'What was told of an incident to whom, and what is still to be; the first made first',
  access: READ,
  params,
  query: z.strictObject(paging),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: pageView(deliveryViewSchema) } },
  problems: ['not-found'],
  example: { status: 200 },
});

const incidentAnswer = {
  200: { description: 'The incident as it is now.', schema: alertDetailSchema, headers: ['etag'] },
} as const;

/** `If-Match` says: only as long as nothing has come since I looked. */
const change = {
  tag: ALERTS_TAG,
  access: CHANGE,
  params,
  query: NO_QUERY,
  ifMatch: 'optional',
  idempotency: 'stored',
  answers: incidentAnswer,
} as const;

export const acknowledgeAlertContract = operationContract({
  ...{ ...change, operationId: 'acknowledgeAlert', method: 'POST', path: `${ONE}/acknowledge` },
  summary: 'Says that somebody sees to an incident: reminders end',
  description: 'Of several who say so the first stays. What comes to it later does not undo it.',
  body: jsonBody(runRequest),
  problems: ['not-found', 'conflict', 'precondition-failed'],
  example: { body: { reason: 'I have called the owner of the server.' }, status: 200 },
});

export const muteAlertContract = operationContract({
  ...{ ...change, operationId: 'muteAlert', method: 'POST', path: `${ONE}/mute` },
  summary: 'Tells nobody of an incident, for a while',
  description: 'A later mute takes the place of an earlier one.',
  body: jsonBody(muteRequest),
  problems: ['not-found', 'conflict', 'precondition-failed'],
  example: { body: { forSeconds: 3600, reason: 'It is known, and being repaired.' }, status: 200 },
});

export const unmuteAlertContract = operationContract({
  ...{ operationId: 'unmuteAlert', method: 'DELETE', path: `${ONE}/mute`, tag: ALERTS_TAG },
  summary: 'Tells again of an incident; one that is not muted stays as it is',
  access: CHANGE,
  params,
  query: NO_QUERY,
  body: NO_BODY,
  ifMatch: 'optional',
  answers: { 204: { description: 'It is not muted.' } },
  problems: ['not-found', 'conflict', 'precondition-failed'],
  example: { status: 204 },
});

export const resolveAlertContract = operationContract({
  ...{ ...change, operationId: 'resolveAlert', method: 'POST', path: `${ONE}/resolve` },
  summary: 'Ends an incident, whatever is not well yet',
  description: 'The next cause of its kind opens another one. One that is over stays as it is.',
  body: jsonBody(runRequest),
  problems: ['not-found', 'precondition-failed'],
  example: { body: { reason: 'The jobs were moved to another server.' }, status: 200 },
});

export const retryDeliveryContract = operationContract({
  operationId: 'retryDelivery',
  ...{ method: 'POST', path: `${ONE}/deliveries/{deliveryId}/retry`, tag: ALERTS_TAG },
  summary: 'Has a message tried again that was given up',
  description: 'One that is pending stays so: it is tried by itself.',
  access: CHANGE,
  params: ofDelivery,
  query: NO_QUERY,
  body: jsonBody(optionalRequest, { isOptional: true }),
  idempotency: 'stored',
  answers: { 200: { description: 'The delivery, which is pending.', schema: deliveryViewSchema } },
  problems: ['not-found', 'conflict'],
  example: { body: { reason: 'The mail server is back.' }, status: 200 },
});
