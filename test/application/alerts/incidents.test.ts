import { beforeEach, describe, expect, test } from 'vitest';
import {
  createAlertChanges,
  type AlertChanges,
} from '../../../shared/application/alerts/create-alert-changes.ts';
import type { IncidentStore } from '../../../shared/application/ports/incident-store.ts';
import type { Delivery } from '../../../shared/domain/alert/delivery.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import {
  exampleAlertRule,
  exampleCause,
  exampleDelivery,
  exampleIncident,
} from '../../support/example-alert.ts';
import { openIncident } from '../../support/example-alerts.ts';
import { at } from '../../support/example-job.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';

const ADA = { author: 'ada', reason: 'I see to it.' };
const BOB = { author: 'bob', reason: 'So do I.' };
const MUTE = { until: at('2026-03-02T00:00:00Z'), ...ADA };
const { incidentId: ID, key: KEY } = exampleIncident();

let world: MemoryWorld;
let changes: AlertChanges;
let deliveryId: string;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T08:00:00Z');
  changes = createAlertChanges(world);
  ({ deliveryId } = await openIncident(world));
});

async function stored() {
  return present(await world.incidents.get(ID));
}

async function entries(): Promise<unknown[]> {
  const { items } = await world.audit.list(`incident:${ID}`, { limit: 50 });
  return items.map(({ outcome, action, author }) => [outcome, action, author]).reverse();
}

/** What the pass that raises alerts does when a further run has failed. */
async function addCause(): Promise<void> {
  const { value, version: ifVersion } = await stored();
  const causes = [...value.causes, exampleCause({ causeId: `cause-${value.causeCount + 1}` })];
  const incident = { value: { ...value, causes, causeCount: value.causeCount + 1 }, ifVersion };
  expect(await world.incidents.commit({ key: KEY, incident })).toBe('committed');
}

/** The same use cases over a store in which something happens before the first so many commits. */
function overtaken(before: () => Promise<void>, times = 1): AlertChanges {
  let left = times;
  const commit: IncidentStore['commit'] = async (write) => {
    left -= 1;
    if (left >= 0) await before();
    return world.incidents.commit(write);
  };
  return createAlertChanges({ ...world, incidents: withCommit(world.incidents, commit) });
}

function withCommit(incidents: IncidentStore, commit: IncidentStore['commit']): IncidentStore {
  return new Proxy(incidents, {
    get: (target, name) => {
      const value: unknown = name === 'commit' ? commit : Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const bound: unknown = value.bind(target);
      return bound;
    },
  });
}

describe('acknowledging an incident', () => {
  test('keeps who sees to it, since when and why', async () => {
    expect(await changes.acknowledgeIncident(ID, ADA, undefined)).toMatchObject({
      outcome: 'changed',
      value: { state: 'acknowledged', acknowledgement: { ...ADA, at: at('2026-03-01T08:00:00Z') } },
    });
  });

  test('ends its reminders', async () => {
    const { value, version: ifVersion } = await stored();
    const incident = { value: { ...value, remindAt: at('2026-03-01T09:00:00Z') }, ifVersion };
    await world.incidents.commit({ key: KEY, incident });

    await changes.acknowledgeIncident(ID, ADA, undefined);

    expect((await stored()).value.remindAt).toBeUndefined();
  });

  test('of two at once keeps the first, and tells both who that is', async () => {
    const both = await Promise.all([ADA, BOB].map((who) => changes.acknowledgeIncident(ID, who, undefined)));

    const authors = both.map((one) => 'value' in one && one.value.acknowledgement?.author);
    expect(new Set(authors).size).toBe(1);
    const log = (await entries()).map((entry) => String(entry));
    expect(log.filter((entry) => entry.startsWith('done'))).toHaveLength(1);
    expect(log.filter((entry) => entry.startsWith('refused'))).toHaveLength(1);
  });

  test('while causes are added to it loses none of either', async () => {
    const acknowledged = await overtaken(addCause, 3).acknowledgeIncident(ID, ADA, undefined);

    expect(acknowledged).toMatchObject({ outcome: 'changed', value: { causeCount: 4 } });
    expect((await stored()).value).toMatchObject({
      ...{ state: 'acknowledged', causeCount: 4 },
      causes: [{}, { causeId: 'cause-2' }, { causeId: 'cause-3' }, { causeId: 'cause-4' }],
    });
    expect(await entries()).toEqual([
      ['asked', 'acknowledge', 'ada'],
      ['done', 'acknowledge', 'ada'],
    ]);
  });

  test('is refused when something has come to it that the caller has not seen, where they say so', async () => {
    const { version } = await stored();
    await addCause();

    expect(await changes.acknowledgeIncident(ID, ADA, [version])).toEqual({ outcome: 'version-mismatch' });
    expect(await overtaken(addCause).acknowledgeIncident(ID, ADA, [(await stored()).version])).toEqual({
      outcome: 'version-mismatch',
    });
    expect((await stored()).value.state).toBe('open');
  });

  test('is too late when it is resolved, also in the same moment', async () => {
    const resolve = async () => {
      await changes.resolveIncident(ID, BOB, undefined);
    };

    expect(await overtaken(resolve).acknowledgeIncident(ID, ADA, undefined)).toEqual({ outcome: 'resolved' });
    expect((await stored()).value).toMatchObject({ state: 'resolved', resolvedBy: BOB });
    expect(await entries()).toContainEqual(['refused', 'acknowledge', 'ada']);
  });

  test('whose answer is lost is found done by the repetition', async () => {
    let isLost = true;
    const losing = withCommit(world.incidents, async (write) => {
      const committed = await world.incidents.commit(write);
      if (!isLost) return committed;
      isLost = false;
      throw new Unavailable('The answer was lost.');
    });
    const { acknowledgeIncident } = createAlertChanges({ ...world, incidents: losing });

    await expect(acknowledgeIncident(ID, ADA, undefined)).rejects.toThrow(Unavailable);
    expect(await acknowledgeIncident(ID, ADA, undefined)).toMatchObject({
      ...{ outcome: 'changed', value: { acknowledgement: ADA } },
    });
    // What was asked stands alone: nobody knew then what had become of it.
    expect(await entries()).toEqual([['asked', 'acknowledge', 'ada']]);
  });

  test('that was written though the store says conflict is known as one’s own', async () => {
    const twice = withCommit(world.incidents, async (write) => {
      await world.incidents.commit(write);
      return world.incidents.commit(write);
    });
    const { acknowledgeIncident } = createAlertChanges({ ...world, incidents: twice });

    expect(await acknowledgeIncident(ID, ADA, undefined)).toMatchObject({ outcome: 'changed' });
    expect((await entries()).at(-1)).toEqual(['done', 'acknowledge', 'ada']);
  });

  test('of one that there is not is told, and leaves no trace', async () => {
    expect(await changes.acknowledgeIncident('none-1', ADA, undefined)).toEqual({ outcome: 'not-found' });
    expect((await world.audit.list('incident:none-1', { limit: 1 })).items).toEqual([]);
  });
});

describe('resolving an incident', () => {
  test('keeps who ended it, when and why, and ends its reminders', async () => {
    await changes.resolveIncident(ID, ADA, undefined);

    expect((await stored()).value).toMatchObject({
      ...{ state: 'resolved', resolution: 'by-hand', resolvedBy: ADA },
      resolvedAt: at('2026-03-01T08:00:00Z'),
    });
    expect(world.log.events).toMatchObject([{ name: 'AlertResolved', fields: { resolution: 'by-hand' } }]);
  });

  test('withdraws an opening that nobody has begun to tell', async () => {
    const [first] = await world.incidents.deliveriesOf(ID);
    const { value, version } = present(first);
    const { sentAt: _never, ...rest } = value;
    await world.incidents.saveDelivery({ ...rest, state: 'pending', attempts: 0 }, { ifVersion: version });
    await changes.resolveIncident(ID, ADA, undefined);

    const states = (await world.incidents.deliveriesOf(ID)).map((each) => each.value);
    expect(states.find(({ deliveryId: id }) => id === value.deliveryId)?.state).toBe('withdrawn');
  });

  test('twice leaves it with the first who did', async () => {
    await changes.resolveIncident(ID, ADA, undefined);

    expect(await changes.resolveIncident(ID, BOB, undefined)).toMatchObject({
      ...{ outcome: 'changed', value: { resolvedBy: ADA } },
    });
  });

  test('loses no cause that comes in the same moment', async () => {
    await overtaken(addCause).resolveIncident(ID, ADA, undefined);

    expect((await stored()).value).toMatchObject({ state: 'resolved', causeCount: 2 });
  });
});

describe('who was told of an incident that is resolved by hand', () => {
  test('is told of its end, once, by a delivery that is written with it', async () => {
    await overtaken(addCause).resolveIncident(ID, ADA, undefined);
    await changes.resolveIncident(ID, BOB, undefined);

    const { items } = await changes.listDeliveries(ID, { limit: 50 });
    const told = items.filter(({ notice }) => notice === 'resolved');
    expect(told).toMatchObject([{ state: 'pending', channel: { to: ['ops@example.com'] } }]);
  });

  test('is not told while its rule is muted', async () => {
    await world.alertRules.create(exampleAlertRule({ mute: MUTE }));

    await changes.resolveIncident(ID, ADA, undefined);

    const { items } = await changes.listDeliveries(ID, { limit: 50 });
    expect(items.find(({ notice }) => notice === 'resolved')?.state).toBe('muted');
  });
});

describe('muting an incident', () => {
  test('keeps until when, and another mute takes its place', async () => {
    await changes.muteIncident(ID, MUTE, undefined);
    await changes.muteIncident(ID, { ...MUTE, until: at('2026-03-03T00:00:00Z') }, undefined);

    expect((await stored()).value.mute).toEqual({ ...MUTE, until: at('2026-03-03T00:00:00Z') });
  });

  test('and acknowledging it at the same time are both kept', async () => {
    await Promise.all([
      changes.muteIncident(ID, MUTE, undefined),
      changes.acknowledgeIncident(ID, BOB, undefined),
    ]);

    expect((await stored()).value).toMatchObject({ mute: MUTE, acknowledgement: BOB });
  });

  test('ends by unmuting, which twice is one change', async () => {
    await changes.muteIncident(ID, MUTE, undefined);

    await changes.unmuteIncident(ID, ADA, undefined);
    await changes.unmuteIncident(ID, ADA, undefined);

    expect((await stored()).value.mute).toBeUndefined();
    expect(await entries()).toHaveLength(4);
  });

  test('is too late when it is resolved', async () => {
    await changes.resolveIncident(ID, ADA, undefined);

    expect(await changes.muteIncident(ID, MUTE, undefined)).toEqual({ outcome: 'resolved' });
  });
});

describe('retrying a delivery', () => {
  async function delivery(): Promise<Delivery> {
    return present(await world.incidents.getDelivery(ID, deliveryId)).value;
  }

  test('makes one that was given up due now', async () => {
    expect(await changes.retryDelivery(ID, deliveryId, ADA)).toMatchObject({ outcome: 'pending' });
    expect(await delivery()).toMatchObject({ state: 'pending', dueAt: at('2026-03-01T08:00:00Z') });
  });

  test('twice at once is one change', async () => {
    const both = await Promise.all([ADA, BOB].map((who) => changes.retryDelivery(ID, deliveryId, who)));

    expect(both.map(({ outcome }) => outcome)).toEqual(['pending', 'pending']);
    const done = (await entries()).filter((entry) => String(entry).startsWith('done'));
    expect(done).toHaveLength(1);
  });

  test('sends nothing again that was sent', async () => {
    const sent = exampleDelivery().deliveryId;

    expect(await changes.retryDelivery(ID, sent, ADA)).toMatchObject({ outcome: 'not-retryable' });
    expect(await entries()).toEqual([]);
  });

  test('of one that there is not is told', async () => {
    expect(await changes.retryDelivery(ID, 'none', ADA)).toEqual({ outcome: 'not-found' });
  });
});

describe('the deliveries of an incident', () => {
  test('come page after page', async () => {
    const first = await changes.listDeliveries(ID, { limit: 1 });
    const second = await changes.listDeliveries(ID, { limit: 1, cursor: first.nextCursor ?? '' });

    expect([...first.items, ...second.items].map(({ state }) => state).sort()).toEqual(['given-up', 'sent']);
    expect(second.nextCursor).toBeUndefined();
  });

  test('are not told by a cursor that no page gave', async () => {
    await expect(changes.listDeliveries(ID, { limit: 1, cursor: 'nothing' })).rejects.toThrow('cursor');
  });
});
