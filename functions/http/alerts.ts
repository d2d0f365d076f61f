import type { HttpResponseInit } from '@azure/functions';
import type { AcknowledgeIncident } from '../../shared/application/alerts/acknowledge-incident.ts';
import type { ChangeIncidentOutcome } from '../../shared/application/alerts/change-incident.ts';
import type { ListDeliveries } from '../../shared/application/alerts/list-deliveries.ts';
import type { MuteIncident, UnmuteIncident } from '../../shared/application/alerts/mute-incident.ts';
import type { ResolveIncident } from '../../shared/application/alerts/resolve-incident.ts';
import type { RetryDelivery, RetryDeliveryOutcome } from '../../shared/application/alerts/retry-delivery.ts';
import type { Clock } from '../../shared/application/ports/environment.ts';
import type { IncidentStore } from '../../shared/application/ports/incident-store.ts';
import { alertDetail, alertView, deliveryView, subjectView } from '../../shared/contracts/http/alert-view.ts';
import {
  acknowledgeAlertContract,
  listAlertDeliveriesContract,
  listAlertsContract,
  listAlertSubjectsContract,
  muteAlertContract,
  readAlertContract,
  resolveAlertContract,
  retryDeliveryContract,
  unmuteAlertContract,
} from '../../shared/contracts/http/alerts.ts';
import { muteEnd } from '../../shared/contracts/http/mute-request.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import { streamsOf } from '../../shared/domain/access/caller.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound, problem } from './problem.ts';

interface UseCases {
  readonly incidents: Pick<IncidentStore, 'get' | 'list' | 'listSubjects'>;
  readonly listDeliveries: ListDeliveries;
  readonly acknowledgeIncident: AcknowledgeIncident;
  readonly muteIncident: MuteIncident;
  readonly unmuteIncident: UnmuteIncident;
  readonly resolveIncident: ResolveIncident;
  readonly retryDelivery: RetryDelivery;
  readonly clock: Clock;
}

/** What is below `/api/alerts`. */
export function alertOperations(useCases: UseCases): readonly Operation[] {
  return [...readingOperations(useCases), ...changingOperations(useCases)];
}

function readingOperations({ incidents, listDeliveries }: UseCases): readonly Operation[] {
  return [
    operation(listAlertsContract, async ({ query, caller }) => {
      const { limit, cursor, state: states, ...named } = query;
      const valueStreams = streamsOf(caller, 'reader');
      const filter = {
        ...named,
        ...(states === undefined ? {} : { states }),
        ...(valueStreams === undefined ? {} : { valueStreams }),
      };
      const page = await incidents.list(filter, toPageRequest({ limit, cursor }));
      return { jsonBody: { ...page, items: page.items.map(alertView) } };
    }),

    operation(readAlertContract, async ({ path: { incidentId } }) => {
      const found = await incidents.get(incidentId);
      if (found === undefined) return notFound('incident', incidentId);
      return { headers: { etag: found.version }, jsonBody: alertDetail(found.value) };
    }),

    operation(listAlertSubjectsContract, async ({ path: { incidentId }, query }) => {
      if ((await incidents.get(incidentId)) === undefined) return notFound('incident', incidentId);
      const { limit, cursor, state } = query;
      const request = { ...toPageRequest({ limit, cursor }), ...(state === undefined ? {} : { state }) };
      const page = await incidents.listSubjects(incidentId, request);
      return { jsonBody: { ...page, items: page.items.map(subjectView) } };
    }),

    operation(listAlertDeliveriesContract, async ({ path: { incidentId }, query }) => {
      if ((await incidents.get(incidentId)) === undefined) return notFound('incident', incidentId);
      const page = await listDeliveries(incidentId, toPageRequest(query));
      return { jsonBody: { ...page, items: page.items.map(deliveryView) } };
    }),
  ];
}

function changingOperations({
  acknowledgeIncident,
  muteIncident,
  unmuteIncident,
  resolveIncident,
  retryDelivery,
  clock,
}: UseCases): readonly Operation[] {
  return [
    operation(acknowledgeAlertContract, async ({ path: { incidentId }, body, ...call }) => {
      const request = { author: call.author(body.author), reason: body.reason };
      return answer(await acknowledgeIncident(incidentId, request, call.ifMatch), incidentId);
    }),

    operation(muteAlertContract, async ({ path: { incidentId }, body, ...call }) => {
      const { reason } = body;
      const mute = { until: muteEnd(body, clock.now()), author: call.author(body.author), reason };
      return answer(await muteIncident(incidentId, mute, call.ifMatch), incidentId);
    }),

    operation(unmuteAlertContract, async ({ path: { incidentId }, ...call }) => {
      const outcome = await unmuteIncident(incidentId, call.actor(), call.ifMatch);
      return outcome.outcome === 'changed' ? { status: 204 } : answer(outcome, incidentId);
    }),

    operation(resolveAlertContract, async ({ path: { incidentId }, body, ...call }) => {
      const request = { author: call.author(body.author), reason: body.reason };
      return answer(await resolveIncident(incidentId, request, call.ifMatch), incidentId);
    }),

    operation(retryDeliveryContract, async ({ path: { incidentId, deliveryId }, body, ...call }) =>
      afterRetrying(await retryDelivery(incidentId, deliveryId, call.actor(body)), deliveryId),
    ),
  ];
}

function answer(outcome: ChangeIncidentOutcome, incidentId: string): HttpResponseInit {
  switch (outcome.outcome) {
    case 'changed':
      return { headers: { etag: outcome.version }, jsonBody: alertDetail(outcome.value) };
    case 'not-found':
      return notFound('incident', incidentId);
    case 'version-mismatch':
      return problem({
        type: 'precondition-failed',
        status: 412,
        title: 'Not the version that was expected.',
        detail: `Something has come to incident '${incidentId}' since it was read. Read it again.`,
      });
    case 'resolved':
      return problem({
        type: 'conflict',
        status: 409,
        title: 'It is over.',
        detail: `Incident '${incidentId}' is resolved; it is too late for this.`,
      });
  }
}

function afterRetrying(outcome: RetryDeliveryOutcome, deliveryId: string): HttpResponseInit {
  switch (outcome.outcome) {
    case 'pending':
      return { jsonBody: deliveryView(outcome.delivery) };
    case 'not-found':
      return notFound('delivery', deliveryId);
    case 'not-retryable':
      return problem({
        type: 'conflict',
        status: 409,
        title: 'There is nothing to be tried again.',
        detail: `Delivery '${deliveryId}' is ${outcome.delivery.state}; only one that was given up can be tried again.`,
      });
  }
}
