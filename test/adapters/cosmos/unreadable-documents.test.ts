import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCosmos, type CosmosServer } from '../../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../../local/resources.ts';
import { CosmosJobStore } from '../../../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosRunStore } from '../../../shared/adapters/cosmos/cosmos-run-store.ts';
import { CosmosExpectationStore } from '../../../shared/adapters/cosmos/cosmos-expectation-store.ts';
import { CosmosIncidentStore } from '../../../shared/adapters/cosmos/cosmos-incident-store.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { exampleDelivery, exampleIncident, exampleSubject } from '../../support/example-alert.ts';
import { at, exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { RecordingLog } from '../../support/memory/memory-stores.ts';

describe('a document that cannot be read', () => {
  let server: CosmosServer;
  let client: CosmosClient;
  let container: Container;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
    client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
    container = client.database('evenkeel').container('jobs');
  });

  afterAll(async () => {
    client.dispose();
    await server.stop();
  });

  test('does not hide the other jobs that are due, and is reported', async () => {
    const log = new RecordingLog();
    const jobs = new CosmosJobStore(container, log);
    await jobs.create(exampleJob());
    const newer = { type: 'job', schemaVersion: 2, state: 'active', wakeAt: '2026-01-01T00:00:00.000Z' };
    await container.items.create({ id: 'newer', jobId: 'newer', ...newer });

    const due = await Array.fromAsync(jobs.due(at('2026-03-01T06:00:00Z')));

    expect(due.map(({ value }) => value.jobId)).toEqual(['churn-daily']);
    expect(log.errors).toHaveLength(1);
  });

  test('does not hide the other runs that are stalled, and is reported', async () => {
    const log = new RecordingLog();
    const runs = new CosmosRunStore(container, log);
    const newer = {
      type: 'run',
      schemaVersion: 2,
      state: 'pending',
      effectiveAt: '2026-01-01T00:00:00.000Z',
    };
    await container.items.create({ id: 'newer.run', jobId: 'newer', ...newer });

    expect(await Array.fromAsync(runs.unfinishedSince(at('2026-03-01T06:00:00Z')))).toEqual([]);
    expect(log.errors).toHaveLength(1);
  });

  test('is a fault where it was asked for by name', async () => {
    const jobs = new CosmosJobStore(container, new RecordingLog());
    await container.items.create({ id: 'alone', jobId: 'alone', type: 'job', schemaVersion: 2 });

    await expect(jobs.get(jobIdFrom('alone'))).rejects.toThrow();
  });

  describe('of alerts', () => {
    const EARLIER = '2026-01-01T00:00:00.000Z';
    const NOW = at('2026-03-02T00:00:00Z');
    const incident = exampleIncident({ remindAt: NOW });
    let alerts: Container;
    let incidents: CosmosIncidentStore;

    beforeAll(async () => {
      alerts = client.database('evenkeel').container('alerts');
      incidents = new CosmosIncidentStore(alerts, new RecordingLog(), { retentionSeconds: 60 });
      await incidents.commit({
        key: incident.key,
        incident: { value: incident, ifVersion: undefined },
        subjects: [{ value: exampleSubject(), ifVersion: undefined }],
        deliveries: [{ value: exampleDelivery(), ifVersion: undefined }],
      });
      const { incidentId, key } = incident;
      const newer = { key, schemaVersion: 2, incidentId };
      const later = { state: 'open', openedAt: '2026-03-01T23:00:00.000Z', remindAt: EARLIER };
      await alerts.items.create({ ...newer, id: 'newer', type: 'incident', ...later });
      await alerts.items.create({ ...newer, id: 'newer.d', type: 'alert-delivery', tryAt: EARLIER });
      await alerts.items.create({ ...newer, id: 'newer.s', type: 'incident-subject', place: '0.a' });
      await alerts.items.create({ ...newer, id: 'newer.e', type: 'alert-expectation', expectBy: EARLIER });
    });

    test('takes nobody the place of what is due behind it', async () => {
      expect(await incidents.dueDeliveries(NOW, 1)).toHaveLength(1);
      expect(await incidents.dueReminders(NOW, 1)).toHaveLength(1);
      const expectations = new CosmosExpectationStore(alerts, new RecordingLog());
      const expected = { ruleId: 'r', jobId: jobIdFrom('a'), since: NOW, expectBy: NOW };
      await expectations.save(expected, { ifVersion: undefined });
      expect((await expectations.due(NOW, 1)).map(({ value }) => value)).toEqual([expected]);
    });

    test('is left out of lists, which go on behind it', async () => {
      const { items, nextCursor = '' } = await incidents.list({ states: ['open'] }, { limit: 1 });
      expect(items).toEqual([]);
      const next = await incidents.list({ states: ['open'] }, { limit: 1, cursor: nextCursor });
      expect(next.items.map(({ incidentId }) => incidentId)).toEqual([incident.incidentId]);

      const subjects = await incidents.listSubjects(incident.incidentId, { limit: 1 });
      expect(subjects.items).toEqual([]);
      const { nextCursor: cursor = '' } = subjects;
      const { items: others } = await incidents.listSubjects(incident.incidentId, { limit: 1, cursor });
      expect(others).toEqual([exampleSubject()]);
    });
  });

  test('and a write that is refused for good is not taken for a store that is away', async () => {
    const alerts = client.database('evenkeel').container('alerts');
    const incidents = new CosmosIncidentStore(alerts, new RecordingLog(), { retentionSeconds: 60 });
    const subject = exampleSubject({
      subject: 'lock:with/slash',
      incidentId: 'other.key-1',
      key: 'other.key',
    });
    const writing = incidents.commit({
      key: 'other.key',
      incident: { value: exampleIncident({ key: 'other.key' }), ifVersion: undefined },
      subjects: [{ value: subject, ifVersion: undefined }],
    });

    await expect(writing).rejects.toThrow();
    await expect(writing).rejects.not.toBeInstanceOf(Unavailable);
  });
});
