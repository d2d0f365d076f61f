import { beforeEach, describe, expect, test } from 'vitest';
import type { AlertSources } from '../../shared/application/ports/alert-sources.ts';
import type { AuditEntry, AuditLog } from '../../shared/application/ports/audit-log.ts';
import type { DeadLetterStore } from '../../shared/application/ports/dead-letter-store.ts';
import type { ExpectationStore } from '../../shared/application/ports/expectation-store.ts';
import type { AlertRuleStore } from '../../shared/application/ports/alert-rule-store.ts';
import type { IncidentStore, WantedDeliveries } from '../../shared/application/ports/incident-store.ts';
import type { CauseDetail } from '../../shared/domain/alert/alert-cause.ts';
import type { AlertRule } from '../../shared/domain/alert/alert-rule.ts';
import type { Incident, IncidentSubject } from '../../shared/domain/alert/incident.ts';
import type { Delivery } from '../../shared/domain/alert/delivery.ts';
import { InvalidInput, VersionConflict } from '../../shared/domain/errors.ts';
import {
  exampleAlertRule,
  exampleCause,
  exampleDelivery,
  exampleIncident,
  exampleSubject,
} from '../support/example-alert.ts';
import { at, jobIdFrom } from '../support/example-job.ts';
import { present } from '../support/present.ts';

export interface AlertStores {
  readonly rules: AlertRuleStore;
  readonly incidents: IncidentStore;
  readonly expectations: ExpectationStore;
  readonly sources: AlertSources;
  readonly audit: AuditLog;
  readonly letters: DeadLetterStore;
}

const FULL_RULE: AlertRule = exampleAlertRule({
  ruleId: 'Everything_of.retention-1',
  description: 'All that there is',
  tags: ['set:retention'],
  scope: {
    jobIds: [jobIdFrom('churn-daily')],
    modelIds: ['churn'],
    kinds: ['stability', 'report-collection'],
    tags: ['nightly'],
  },
  conditions: [
    { type: 'drift', band: 'moderate-shift' },
    { type: 'run-failed', reasons: ['timed-out'] },
    { type: 'retries-exhausted' },
    { type: 'late', toleranceSeconds: 60 },
    { type: 'missed' },
    { type: 'no-success', withinSeconds: 86_400 },
    { type: 'job-paused' },
    { type: 'dead-letter' },
    { type: 'lock-broken' },
  ],
  channels: [
    { type: 'email', to: ['a@example.com', 'b@example.com'] },
    { type: 'recipients' },
    { type: 'webhook', url: 'https://hooks.example.com/in', signingSecret: 'hook' },
    { type: 'teams', urlSecret: 'teams' },
    { type: 'slack', urlSecret: 'slack' },
  ],
  severity: 'critical',
  groupBy: 'job',
  remindSeconds: 7200,
  isEnabled: false,
  mute: { until: at('2026-03-02T00:00:00Z'), author: 'eve', reason: 'Known.' },
  generation: 3,
});

/** What every AlertRuleStore and IncidentStore has to do; `make` gives empty ones. */
export function describeAlertStores(make: () => Promise<AlertStores>): void {
  let rules: AlertRuleStore;
  let incidents: IncidentStore;
  let stores: AlertStores;

  beforeEach(async () => {
    stores = await make();
    ({ rules, incidents } = stores);
  });

  describe('rules of alerts', () => {
    test('gives back what was created, with its version', async () => {
      const version = await rules.create(FULL_RULE);

      expect(await rules.get(FULL_RULE.ruleId)).toEqual({ value: FULL_RULE, version });
      expect(await rules.get('nobody')).toBeUndefined();
    });

    test('creates no second one of an id', async () => {
      await rules.create(exampleAlertRule());

      expect(await rules.create(exampleAlertRule({ severity: 'info' }))).toBeUndefined();
      expect((await rules.get('failures'))?.value.severity).toBe('warning');
    });

    test('replaces and removes one at its version only', async () => {
      const first = present(await rules.create(exampleAlertRule()));
      const second = await rules.save(exampleAlertRule({ generation: 2 }), { ifVersion: first });

      await expect(rules.save(exampleAlertRule(), { ifVersion: first })).rejects.toThrow(VersionConflict);
      await expect(rules.remove('failures', { ifVersion: first })).rejects.toThrow(VersionConflict);
      expect((await rules.get('failures'))?.value.generation).toBe(2);
      await rules.remove('failures', { ifVersion: second });
      expect(await rules.get('failures')).toBeUndefined();
    });

    test('lists those of some value streams by id, page by page', async () => {
      for (const [ruleId, valueStream] of [
        ['d', 'a'],
        ['a', 'a'],
        ['c', 'b'],
        ['b', 'c'],
      ] as const) {
        await rules.create(exampleAlertRule({ ruleId, valueStream }));
      }

      const first = await rules.list({ valueStreams: ['a', 'b'] }, { limit: 2 });
      const second = await rules.list(
        { valueStreams: ['a', 'b'] },
        { limit: 2, cursor: present(first.nextCursor) },
      );

      expect(first.items.map(({ ruleId }) => ruleId)).toEqual(['a', 'c']);
      expect(second).toEqual({ items: [exampleAlertRule({ ruleId: 'd', valueStream: 'a' })] });
      expect((await rules.list({ valueStream: 'c' }, { limit: 9 })).items.length).toBe(1);
      expect((await rules.all()).map(({ ruleId }) => ruleId).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    });

    test('refuses a cursor that no page gave', async () => {
      await expect(rules.list({}, { limit: 1, cursor: 'x' })).rejects.toThrow(InvalidInput);
    });
  });

  describe('incidents', () => {
    test('gives back all that was committed', async () => {
      const incident = FULL_INCIDENT;
      const subject = exampleSubject({ recoveredAt: at('2026-03-01T07:00:00Z') });
      const delivery = FULL_DELIVERY;
      expect(await commit({ incident, subjects: [subject], deliveries: [delivery] })).toBe('committed');

      expect((await incidents.get(incident.incidentId))?.value).toEqual(incident);
      expect(await incidents.latest(incident.key)).toEqual(await incidents.get(incident.incidentId));
      const [stored] = await incidents.subjectsOf(
        incident.key,
        [incident.incidentId],
        ['job:other', subject.subject],
      );
      expect(stored?.value).toEqual(subject);
      expect((await incidents.deliveriesOf(incident.incidentId))[0]?.value).toEqual(delivery);
      expect((await incidents.getDelivery(incident.incidentId, delivery.deliveryId))?.value).toEqual(
        delivery,
      );
    });

    test('gives back the detail of every kind of cause', async () => {
      const details: readonly CauseDetail[] = [
        {
          type: 'drift',
          psi: null,
          band: 'significant-shift',
          alarm: true,
          thresholds: { moderate: 0.1, significant: 0.25 },
          characteristics: [{ name: 'age', psi: 0.3, band: 'significant-shift' }],
          window: { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' },
        },
        { type: 'late', dueAt: 1, startedAt: 2, lateMs: 1, reason: 'workers-busy' },
        { type: 'late', dueAt: 1, lateMs: 5 },
        { type: 'missed', fromDueAt: 1, untilDueAt: 2, count: 2, reason: 'start-deadline' },
        { type: 'no-success', withinSeconds: 60, lastSuccessAt: 1 },
        { type: 'paused', state: 'quarantined', reason: 'No time zone.' },
        { type: 'dead-letter', queue: 'runs', reason: 'unreadable', deliveryCount: 10 },
        { type: 'lock-broken', resource: 'sales', author: 'eve', reason: 'Stuck.' },
      ];
      const causes = details.map((detail, index) => exampleCause({ detail, causeId: `c${index}` }));
      await commit({ incident: exampleIncident({ causes }) });

      expect((await incidents.latest(exampleIncident().key))?.value.causes).toEqual(causes);
    });

    test('knows nothing of what never was', async () => {
      await commit({ incident: exampleIncident() });

      expect(await incidents.get('failures.0123456789abcdef-2')).toBeUndefined();
      expect(await incidents.get('nothing')).toBeUndefined();
      expect(await incidents.latest('other')).toBeUndefined();
      expect(await incidents.subjectsOf('other', ['other-1'], ['job:x'])).toEqual([]);
      expect(await incidents.failingSubjects([])).toEqual([]);
      expect(await incidents.deliveriesOf('other-1')).toEqual([]);
      expect(await incidents.getDelivery(exampleIncident().incidentId, 'x')).toBeUndefined();
    });

    test('writes nothing when anything is not at its version', async () => {
      const incident = exampleIncident();
      await commit({ incident, subjects: [exampleSubject()], deliveries: [exampleDelivery()] });
      const ifVersion = present(await incidents.latest(incident.key)).version;
      const changed = { ...incident, causeCount: 2 };
      const isRefused = await Promise.all([
        commit({ incident }),
        commit({ incident: changed, ifVersion: '"0"' }),
        incidents.commit({
          key: incident.key,
          incident: { value: changed, ifVersion },
          subjects: [{ value: exampleSubject(), ifVersion: undefined }],
        }),
        incidents.commit({
          key: incident.key,
          incident: { value: changed, ifVersion },
          deliveries: [{ value: exampleDelivery({ state: 'sent' }), ifVersion: '"0"' }],
        }),
      ]);

      expect(isRefused).toEqual(['conflict', 'conflict', 'conflict', 'conflict']);
      expect((await incidents.latest(incident.key))?.value.causeCount).toBe(1);
      expect((await incidents.deliveriesOf(incident.incidentId))[0]?.value.state).toBe('pending');
    });

    test('lets one of two open the incident of a key', async () => {
      const outcomes = await Promise.all([
        commit({ incident: exampleIncident() }),
        commit({ incident: exampleIncident() }),
      ]);

      expect(outcomes.toSorted()).toEqual(['committed', 'conflict']);
    });

    test('lets one of two open the first incident of a key, whatever their sequences', async () => {
      const outcomes = await Promise.all(
        [1, 2].map((sequence) => {
          const value = exampleIncident({ sequence });
          return incidents.commit({
            key: value.key,
            incident: { value, ifVersion: undefined },
            isFirst: true,
          });
        }),
      );
      const next = exampleIncident({ sequence: 3 });

      expect(outcomes.toSorted()).toEqual(['committed', 'conflict']);
      expect(await commit({ incident: next })).toBe('committed');
    });

    test('takes a hundred writes together', async () => {
      const incident = exampleIncident();
      const subjects = Array.from({ length: 99 }, (_, index) =>
        exampleSubject({ subject: `job:j${String(index).padStart(2, '0')}` }),
      );
      expect(await commit({ incident, subjects })).toBe('committed');

      const asked = subjects.map(({ subject }) => subject);
      expect(await incidents.subjectsOf(incident.key, ['x-1', incident.incidentId], asked)).toHaveLength(99);
    });

    test('finds the latest incident of a key', async () => {
      await commit({ incident: exampleIncident({ sequence: 9, state: 'resolved' }) });
      await commit({ incident: exampleIncident({ sequence: 10 }) });
      await commit({ incident: exampleIncident({ key: 'other', sequence: 11 }) });

      expect((await incidents.latest(exampleIncident().key))?.value.sequence).toBe(10);
    });

    test('lists the latest openings first, narrowed, page by page', async () => {
      const openings = [
        { key: 'a', openedAt: at('2026-03-01T00:00:00Z'), state: 'resolved' },
        { key: 'b', openedAt: at('2026-03-02T00:00:00Z') },
        { key: 'c', openedAt: at('2026-03-02T00:00:00Z'), valueStream: 'other' },
        { key: 'd', openedAt: at('2026-03-03T00:00:00Z'), ruleId: 'drift', condition: 'drift' },
      ] as const;
      for (const opening of openings) await commit({ incident: exampleIncident(opening) });

      const first = await incidents.list({}, { limit: 2 });
      const second = await incidents.list({}, { limit: 2, cursor: present(first.nextCursor) });
      const keys = [...first.items, ...second.items].map(({ key }) => key);
      expect(keys[0]).toBe('d');
      expect(keys.slice(1, 3).toSorted()).toEqual(['b', 'c']);
      expect(keys[3]).toBe('a');
      expect(second.nextCursor).toBeUndefined();
      expect(await keysOf({ states: ['open', 'acknowledged'] })).toEqual(['b', 'c', 'd']);
      expect(await keysOf({ valueStream: 'other' })).toEqual(['c']);
      expect(await keysOf({ valueStreams: ['retention'], ruleId: 'failures' })).toEqual(['a', 'b']);
      expect(await keysOf({ condition: 'drift' })).toEqual(['d']);
      expect(await keysOf({ valueStreams: [] })).toEqual([]);
    });

    test('says which rules and conditions have incidents that are not resolved', async () => {
      await commit({ incident: exampleIncident({ key: 'a' }) });
      await commit({ incident: exampleIncident({ key: 'b', state: 'acknowledged' }) });
      await commit({ incident: exampleIncident({ key: 'c', condition: 'drift' }) });
      await commit({ incident: exampleIncident({ key: 'd', ruleId: 'over', state: 'resolved' }) });

      const kinds = await incidents.unresolvedKinds();
      expect(kinds.map(({ ruleId, condition }) => `${ruleId} ${condition}`).toSorted()).toEqual([
        'failures drift',
        'failures run-failed',
      ]);
    });

    test('finds the reminders that are due, the longest due first', async () => {
      for (const [key, remindAt] of [
        ['a', 3000],
        ['b', 1000],
        ['c', 2000],
      ] as const) {
        await commit({ incident: exampleIncident({ key, remindAt }) });
      }
      await commit({ incident: exampleIncident({ key: 'never' }) });

      const due = await incidents.dueReminders(2000, 9);
      expect(due.map(({ value }) => value.key)).toEqual(['b', 'c']);
      expect(await incidents.dueReminders(9000, 1)).toEqual(due.slice(0, 1));
    });

    test('finds what is failing, in whatever incidents', async () => {
      for (const key of ['a', 'b']) {
        await commit({
          incident: exampleIncident({ key }),
          subjects: (['job:x', 'job:y'] as const).map((subject) =>
            exampleSubject({
              ...{ incidentId: `${key}-1`, key, subject },
              state: key === 'b' && subject === 'job:y' ? 'recovered' : 'failing',
            }),
          ),
        });
      }

      const found = await incidents.failingSubjects(['job:x', 'job:y', 'job:z']);
      expect(found.map(({ value }) => `${value.key} ${value.subject}`).toSorted()).toEqual([
        'a job:x',
        'a job:y',
        'b job:x',
      ]);
    });

    test('lists the subjects of an incident, those that are failing first, page by page', async () => {
      const incident = exampleIncident();
      const subjects = (['job:d', 'job:b', 'job:a', 'job:c'] as const).map((subject) =>
        exampleSubject({ subject, state: subject === 'job:a' ? 'recovered' : 'failing' }),
      );
      await commit({ incident, subjects });

      const first = await incidents.listSubjects(incident.incidentId, { limit: 3 });
      const cursor = present(first.nextCursor);
      const second = await incidents.listSubjects(incident.incidentId, { limit: 3, cursor });
      const failing = await incidents.listSubjects(incident.incidentId, { limit: 9, state: 'failing' });
      expect(first.items.map(({ subject }) => subject)).toEqual(['job:b', 'job:c', 'job:d']);
      expect(second.items.map(({ subject }) => subject)).toEqual(['job:a']);
      expect(failing.items).toEqual(first.items);
    });
  });

  describe('deliveries', () => {
    test('are read without reminders, or with the latest of them', async () => {
      const { incidents } = stores;
      const incident = exampleIncident();
      const { incidentId } = incident;
      const opening = exampleDelivery();
      const [early, late] = [1000, 2000].map((later) => {
        const deliveryId = `${incidentId}.reminder-${later}.0`;
        return exampleDelivery({ deliveryId, notice: 'reminder', createdAt: opening.createdAt + later });
      });
      await incidents.commit({
        key: incident.key,
        incident: { value: incident, ifVersion: undefined },
        deliveries: [opening, present(early), present(late)].map((value) => ({
          value,
          ifVersion: undefined,
        })),
      });

      const ids = async (wanted?: WantedDeliveries) =>
        (await incidents.deliveriesOf(incidentId, wanted)).map(
          ({ value }) => value.createdAt - opening.createdAt,
        );
      expect(await ids()).toEqual([0, 1000, 2000]);
      expect(await ids({ reminders: 'none' })).toEqual([0]);
      expect(await ids({ reminders: { madeFrom: opening.createdAt + 2000 } })).toEqual([0, 2000]);
    });

    test('finds those that are pending and due, the longest due first', async () => {
      const deliveries = (
        [
          ['late', 1000, 'pending'],
          ['first', 500, 'pending'],
          ['sent', 400, 'sent'],
          ['future', 5000, 'pending'],
        ] as const
      ).map(([deliveryId, dueAt, state]) => exampleDelivery({ deliveryId, dueAt, state }));
      await commit({ incident: exampleIncident(), deliveries });

      const due = await incidents.dueDeliveries(1000, 9);
      expect(due.map(({ value }) => value.deliveryId)).toEqual(['first', 'late']);
      expect(await incidents.dueDeliveries(1000, 1)).toEqual(due.slice(0, 1));
    });

    test('lets one of two who have read a delivery claim it', async () => {
      await commit({ incident: exampleIncident(), deliveries: [exampleDelivery()] });
      const [read] = await incidents.dueDeliveries(exampleDelivery().dueAt, 9);
      const { value, version: ifVersion } = present(read);

      const version = await incidents.saveDelivery({ ...value, attempts: 1, state: 'sent' }, { ifVersion });
      await expect(incidents.saveDelivery({ ...value, attempts: 1 }, { ifVersion })).rejects.toThrow(
        VersionConflict,
      );
      expect(await incidents.getDelivery(value.incidentId, value.deliveryId)).toEqual({
        value: { ...value, attempts: 1, state: 'sent' },
        version,
      });
      expect(await incidents.dueDeliveries(exampleDelivery().dueAt, 9)).toEqual([]);
    });
  });

  describe('expectations', () => {
    const EXPECTED = { ruleId: 'nightly', jobId: jobIdFrom('a'), since: 1000, expectBy: 5000 };

    test('keeps one for each rule and job', async () => {
      const { expectations } = stores;
      const other = { ...EXPECTED, ruleId: 'weekly' };
      expect(await expectations.save(EXPECTED, { ifVersion: undefined })).toBe('saved');
      expect(await expectations.save(EXPECTED, { ifVersion: undefined })).toBe('conflict');
      await expectations.save(other, { ifVersion: undefined });
      await expectations.save({ ...EXPECTED, jobId: jobIdFrom('b') }, { ifVersion: undefined });

      const found = await expectations.ofJobs([jobIdFrom('a'), jobIdFrom('c')]);
      expect(found.map(({ value }) => value).toSorted((a, b) => (a.ruleId < b.ruleId ? -1 : 1))).toEqual([
        EXPECTED,
        other,
      ]);
      expect(await expectations.ofJobs([])).toEqual([]);
    });

    test('finds those that are due, the longest due first', async () => {
      const { expectations } = stores;
      for (const [ruleId, expectBy] of [
        ['a', 3000],
        ['b', 1000],
        ['c', 9000],
      ] as const) {
        await expectations.save({ ...EXPECTED, ruleId, expectBy }, { ifVersion: undefined });
      }

      const due = await expectations.due(3000, 9);
      expect(due.map(({ value }) => value.ruleId)).toEqual(['b', 'a']);
      expect(await expectations.due(9000, 1)).toEqual(due.slice(0, 1));
    });

    test('is changed and removed at its version only', async () => {
      const { expectations } = stores;
      await expectations.save(EXPECTED, { ifVersion: undefined });
      const { version } = present((await expectations.due(5000, 1))[0]);

      expect(await expectations.save({ ...EXPECTED, expectBy: 6000 }, { ifVersion: version })).toBe('saved');
      expect(await expectations.save(EXPECTED, { ifVersion: version })).toBe('conflict');
      await expectations.remove(EXPECTED, { ifVersion: version });
      const [left] = await expectations.ofJobs([EXPECTED.jobId]);
      expect(left?.value.expectBy).toBe(6000);
      await expectations.remove(EXPECTED, { ifVersion: present(left).version });
      expect(await expectations.ofJobs([EXPECTED.jobId])).toEqual([]);
      await expectations.remove(EXPECTED, { ifVersion: present(left).version });
    });
  });

  describe('sources of alerts', () => {
    const DONE: AuditEntry = {
      ...{ subject: 'lock:sales', changeId: 'break-1-0123', outcome: 'done', action: 'break' },
      ...{ author: 'eve', reason: 'Stuck.', at: at('2026-03-01T06:00:00Z') },
    };

    test('tells of locks that were broken since an instant, the first first, with how they were', async () => {
      const { audit, sources } = stores;
      const later = { ...DONE, action: 'break-and-forget-ticket', subject: 'lock:a', at: DONE.at + 1000 };
      for (const entry of [
        later,
        { ...DONE, before: { epoch: 1 } },
        { ...DONE, changeId: 'early', at: DONE.at - 1 },
        { ...DONE, changeId: 'asked', outcome: 'asked' as const },
        { ...DONE, changeId: 'other', action: 'saved' },
        { ...DONE, subject: 'calendar:sales' },
      ]) {
        await audit.append(entry);
      }

      expect(await sources.brokenLocks(DONE.at)).toEqual([{ ...DONE, before: { epoch: 1 } }, later]);
    });

    test('tells of dead letters that were kept since an instant, without their bodies', async () => {
      const { letters, sources } = stores;
      const letter = {
        ...{ queue: 'runs', messageId: 'm1', cause: 'MaxDeliveryCountExceeded: …', fault: 'No run.' },
        receivedAt: DONE.at,
      };
      await letters.keep({ ...letter, body: '{}' });
      await letters.keep({ ...letter, messageId: 'm0', body: '{}', receivedAt: DONE.at - 1 });

      expect(await sources.unreadableLetters(DONE.at)).toEqual([letter]);
    });
  });

  async function commit({
    incident,
    ifVersion,
    subjects = [],
    deliveries = [],
  }: {
    readonly incident: Incident;
    readonly ifVersion?: string;
    readonly subjects?: readonly IncidentSubject[];
    readonly deliveries?: readonly Delivery[];
  }): Promise<'committed' | 'conflict'> {
    return incidents.commit({
      key: incident.key,
      incident: { value: incident, ifVersion },
      subjects: subjects.map((value) => ({ value, ifVersion: undefined })),
      deliveries: deliveries.map((value) => ({ value, ifVersion: undefined })),
    });
  }

  async function keysOf(filter: Parameters<IncidentStore['list']>[0]): Promise<readonly string[]> {
    return (await incidents.list(filter, { limit: 9 })).items.map(({ key }) => key).toSorted();
  }
}

const FULL_INCIDENT: Incident = exampleIncident({
  band: 'significant-shift',
  state: 'resolved',
  resolvedAt: at('2026-03-01T08:00:00Z'),
  resolution: 'by-hand',
  resolvedBy: { author: 'eve', reason: 'Done.' },
  acknowledgement: { at: at('2026-03-01T07:00:00Z'), author: 'eve', reason: 'I see to it.' },
  mute: { until: at('2026-03-02T00:00:00Z'), author: 'eve', reason: 'Known.' },
  channels: FULL_RULE.channels.filter((channel) => channel.type !== 'recipients'),
  quietFrom: at('2026-03-01T05:00:00Z'),
  remindAt: at('2026-03-01T09:00:00Z'),
});

const FULL_DELIVERY: Delivery = exampleDelivery({
  remaining: { type: 'email', to: ['late@example.com'] },
  refused: 'x@example.com: 550',
  channel: { type: 'webhook', url: 'https://hooks.example.com/in', signingSecret: 'hook' },
  state: 'given-up',
  attempts: 3,
  sentAt: at('2026-03-01T06:06:00Z'),
  lastFailure: { at: at('2026-03-01T06:06:00Z'), reason: 'It answered 500.' },
});
