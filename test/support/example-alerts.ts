import { exampleDelivery, exampleIncident, exampleSubject } from './example-alert.ts';
import { at } from './example-job.ts';
import type { IncidentStore } from '../../shared/application/ports/incident-store.ts';

/** A rule as people write it: it tells of failures by e-mail and to a webhook. */
export const FAILURES_RULE = {
  valueStream: 'retention',
  description: 'Call the owner of the source.',
  conditions: [{ type: 'run-failed' }, { type: 'retries-exhausted' }],
  channels: [
    { type: 'email', to: ['ops@example.com'] },
    { type: 'webhook', url: 'https://hooks.example.com/evenkeel', signingSecret: 'HOOK_KEY' },
  ],
};

const WEBHOOK = {
  type: 'webhook',
  url: 'https://hooks.example.com/evenkeel',
  signingSecret: 'HOOK_KEY',
} as const;

/** What the rule has opened: an incident that is open, whose e-mail was sent and whose event was given up. */
export async function openIncident(
  { incidents }: { readonly incidents: Pick<IncidentStore, 'commit'> },
  { key, subject }: { readonly key: string; readonly subject: string } = exampleSubject(),
): Promise<{ readonly incidentId: string; readonly deliveryId: string }> {
  const incident = exampleIncident({ key });
  const { incidentId } = incident;
  const ofIt = { incidentId, key };
  const sent = exampleDelivery({
    ...{ ...ofIt, deliveryId: `${incidentId}.opened.fedcba9876543210` },
    ...{ state: 'sent', attempts: 1, sentAt: at('2026-03-01T06:05:02Z') },
  });
  const givenUp = exampleDelivery({
    ...{ ...ofIt, deliveryId: `${incidentId}.opened.0011223344556677`, channel: WEBHOOK },
    ...{ state: 'given-up', attempts: 12 },
    lastFailure: { at: at('2026-03-02T06:05:00Z'), reason: 'The receiver answered 503.' },
  });
  await incidents.commit({
    key: incident.key,
    incident: { value: incident, ifVersion: undefined },
    subjects: [{ value: exampleSubject({ ...ofIt, subject }), ifVersion: undefined }],
    deliveries: [sent, givenUp].map((value) => ({ value, ifVersion: undefined })),
  });
  return { incidentId, deliveryId: givenUp.deliveryId };
}
