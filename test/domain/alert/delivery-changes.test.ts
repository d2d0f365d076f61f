import { describe, expect, test } from 'vitest';
import { decideDelivery, type DeliveryFacts } from '../../../shared/domain/alert/decide-delivery.ts';
import { claimed, failed, putOff, sent } from '../../../shared/domain/alert/delivery-changes.ts';
import type { AlertNotice, Delivery } from '../../../shared/domain/alert/delivery.ts';
import {
  acknowledged,
  muted,
  reminded,
  resolved,
  unmuted,
} from '../../../shared/domain/alert/incident-changes.ts';
import { quietFromOf } from '../../../shared/domain/alert/quiet-from.ts';
import { exampleAlertRule, exampleDelivery, exampleIncident } from '../../support/example-alert.ts';

const OPENING = exampleDelivery({ deliveryId: `${exampleIncident().incidentId}.opened.0` });
const NOW = OPENING.tellAt;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MUTE = { until: NOW + HOUR, author: 'eve', reason: 'x' };

function of(notice: AlertNotice, overrides: Partial<Delivery> = {}): Delivery {
  const deliveryId = `${OPENING.incidentId}.${notice}.0`;
  return exampleDelivery({ notice, deliveryId, attempts: 1, createdAt: NOW + 1, ...overrides });
}

describe('a delivery', () => {
  test('that fails is tried after 30 s, doubled each time, up to half an hour', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 30].map((attempts) => {
      const after = failed({ ...OPENING, attempts }, { reason: 'x', isTransient: true }, NOW);
      return (after.dueAt - NOW) / 1000;
    });

    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1800, 1800, 1800]);
  });

  test('is given up when the next attempt would be more than a day after it was to be told', () => {
    const attempt = { ...OPENING, attempts: 1 };
    const last = NOW + 24 * HOUR - 30_000;

    expect(failed(attempt, { reason: 'x', isTransient: true }, last).state).toBe('pending');
    expect(failed(attempt, { reason: 'x', isTransient: true }, last + 1).state).toBe('given-up');
  });

  test('that was put off was not tried', () => {
    expect(putOff(claimed(OPENING, NOW), NOW + 5)).toEqual({ ...OPENING, dueAt: NOW + 5 });
  });

  test('that was sent forgets why it was not before', () => {
    const before = { ...OPENING, lastFailure: { at: NOW, reason: 'x' } };
    expect(sent(before, NOW)).toEqual({ ...OPENING, state: 'sent', sentAt: NOW });
  });
});

describe('what becomes of a claimed delivery', () => {
  const facts: DeliveryFacts = {
    ...{ incident: exampleIncident(), rule: exampleAlertRule(), now: NOW + MINUTE },
    deliveries: [{ ...OPENING, state: 'sent', sentAt: NOW }],
  };
  const over = exampleIncident({ state: 'resolved' });

  test.each<[string, Delivery, Partial<DeliveryFacts>, string]>([
    ['an opening is sent', of('opened'), {}, 'send'],
    ['an opening of what is over is withdrawn', of('opened'), { incident: over }, 'withdraw'],
    ['one that may have arrived is sent', of('opened', { attempts: 2 }), { incident: over }, 'send'],
    ['what is no more is withdrawn', of('opened'), { incident: undefined }, 'withdraw'],
    ['a muted incident is not told', of('opened'), { incident: exampleIncident({ mute: MUTE }) }, 'mute'],
    ['a muted rule tells nothing', of('resolved'), { rule: exampleAlertRule({ mute: MUTE }) }, 'mute'],
    ['a reminder is sent', of('reminder'), {}, 'send'],
    [
      'a reminder of what somebody sees to is withdrawn',
      of('reminder'),
      { incident: exampleIncident({ state: 'acknowledged' }) },
      'withdraw',
    ],
    ['what is worse is told', of('worsened'), {}, 'send'],
    ['what is worse and over is withdrawn', of('worsened'), { incident: over }, 'withdraw'],
    [
      'what is worse was told with a late opening',
      of('worsened'),
      { deliveries: [{ ...OPENING, state: 'sent', sentAt: NOW + 2 }] },
      'withdraw',
    ],
    ['an end is told where the opening was', of('resolved'), { incident: over }, 'send'],
    ['an end is withdrawn where it was not', of('resolved'), { incident: over, deliveries: [] }, 'withdraw'],
    [
      'an end is told where a reminder was, though the opening was muted',
      of('resolved'),
      {
        deliveries: [
          { ...OPENING, state: 'muted' },
          { ...of('reminder'), state: 'sent' },
        ],
      },
      'send',
    ],
    ['a test is sent', of('test'), {}, 'send'],
  ])('%s', (_words, ...[delivery, other, decision]) => {
    expect(decideDelivery(delivery, { ...facts, ...other })).toBe(decision);
  });

  test('waits until its opening was told', () => {
    const deliveries = [{ ...OPENING, dueAt: NOW + HOUR }];

    expect(decideDelivery(of('resolved'), { ...facts, deliveries })).toEqual({
      putOffUntil: NOW + HOUR + 5000,
    });
  });
});

describe('an incident', () => {
  const incident = exampleIncident({ remindAt: NOW });

  test('that is acknowledged is reminded of no more', () => {
    const acknowledgement = { at: NOW, author: 'eve', reason: 'x' };
    const after = acknowledged(incident, acknowledgement);

    expect(after).toMatchObject({ state: 'acknowledged', acknowledgement });
    expect(after).not.toHaveProperty('remindAt');
    expect(acknowledged(after, { ...acknowledgement, author: 'bob' })).toBe(after);
  });

  test('is muted and unmuted', () => {
    expect(unmuted(muted(incident, MUTE))).toEqual(incident);
  });

  test('that is resolved tells so wherever somebody may have begun to tell of it', () => {
    const channels = ['a', 'b', 'c'].map((name) => ({ type: 'email', to: [`${name}@example.com`] }) as const);
    const openings = [0, 1, 2].map((number) => ({
      ...OPENING,
      deliveryId: `${incident.incidentId}.opened.${number}`,
      attempts: number,
    }));
    const change = resolved(
      { ...incident, channels },
      { resolution: 'by-hand', rule: undefined, now: NOW, before: openings },
    );

    expect(change.incident).toMatchObject({ state: 'resolved', resolution: 'by-hand', resolvedAt: NOW });
    expect(
      change.deliveries.map(
        ({ deliveryId, state }) => `${deliveryId.slice(incident.incidentId.length)} ${state}`,
      ),
    ).toEqual(['.opened.0 withdrawn', '.resolved.1 pending', '.resolved.2 pending']);
    expect(resolved(change.incident, { resolution: 'rule-gone', rule: undefined, now: NOW })).toEqual({
      incident: change.incident,
      deliveries: [],
    });
  });

  test('is reminded of as often as its rule says, and after it was muted', () => {
    const rule = exampleAlertRule({ remindSeconds: 60 });
    const { incident: next, deliveries } = reminded(incident, rule, NOW + 1);
    expect(next.remindAt).toBe(NOW + 1 + MINUTE);
    expect(deliveries).toMatchObject([{ notice: 'reminder', state: 'pending' }]);

    expect(reminded({ ...incident, mute: MUTE }, rule, NOW)).toEqual({
      incident: { ...incident, mute: MUTE, remindAt: MUTE.until },
      deliveries: [],
    });
    expect(reminded(incident, exampleAlertRule(), NOW).incident).not.toHaveProperty('remindAt');
  });

  test.each([
    ['sent', { state: 'sent' }, true],
    ['on its way', { attempts: 1 }, true],
    ['not begun', {}, false],
    ['withdrawn by its first claim', { state: 'withdrawn', attempts: 1 }, false],
    ['muted after it may have arrived', { state: 'muted', attempts: 2 }, true],
    ['refused for good', { state: 'given-up', attempts: 1 }, false],
  ] as const)('whose opening was %s counts for the quiet time: %s', (_words, change, isTold) => {
    const told = exampleIncident({ toldAt: 2, quietFrom: 1 });

    expect(quietFromOf(told, [{ ...OPENING, ...change }])).toBe(isTold ? 2 : 1);
  });
});
