import { beforeEach, describe, expect, test } from 'vitest';
import { createDeliverAlerts } from '../../../shared/application/alerts/deliver-alerts.ts';
import type { SendOutcome } from '../../../shared/application/ports/alert-sender.ts';
import { muted } from '../../../shared/domain/alert/incident-changes.ts';
import { Unavailable, VersionConflict } from '../../../shared/domain/errors.ts';
import {
  alertsOf,
  failedRunOf,
  incidentsOf,
  succeededRunOf,
  writeJob,
  writeRun,
} from '../../support/alert-world.ts';
import { exampleAlertRule } from '../../support/example-alert.ts';
import { at } from '../../support/example-job.ts';
import { exampleReportJob } from '../../support/example-report-job.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';

const START = at('2026-03-01T06:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const JOB = exampleReportJob();

let world: MemoryWorld;
let alerts: ReturnType<typeof alertsOf>;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  alerts = alertsOf(world);
  await alerts.raise();
  await world.alertRules.create(exampleAlertRule({ description: 'Whatever fails', remindSeconds: 3600 }));
  writeJob(world, JOB);
  writeRun(world, failedRunOf(JOB, START - 2000));
  await alerts.raise();
});

async function moveTo(instant: number): Promise<void> {
  world.clock.moveTo(new Date(instant).toISOString());
  await alerts.raise();
  await alerts.sweep();
  await alerts.deliver();
}

function answer(outcome: Partial<Extract<SendOutcome, { outcome: 'not-sent' }>>): void {
  world.alertSender.answer = () => ({
    ...{ outcome: 'not-sent', reason: 'It answered 503.', isTransient: true },
    ...outcome,
  });
}

function delivery() {
  return present(world.incidents.deliveries.all()[0]).value;
}

describe('a message', () => {
  test('tells what happened, of what, and where to look', async () => {
    const deliver = createDeliverAlerts({
      ...world,
      sender: world.alertSender,
      publicUrl: 'https://evenkeel.example.com',
    });
    expect(await deliver()).toEqual({ sent: 1, failed: 0, givenUp: 0, other: 0 });

    const [incident] = incidentsOf(world);
    const { incidentId } = present(incident);
    expect(world.alertSender.sent[0]?.message).toEqual({
      ...{ deliveryId: `${incidentId}.opened.0`, notice: 'opened', tellAt: START, incident, at: START },
      rule: { ruleId: 'failures', description: 'Whatever fails' },
      subjects: incident?.causes,
      link: `https://evenkeel.example.com/api/alerts/${incidentId}`,
    });
  });

  test('is recorded, counted and told of to those who watch the app', async () => {
    await alerts.deliver();

    expect(delivery()).toMatchObject({ state: 'sent', attempts: 1, sentAt: START });
    expect(world.log.metrics).toEqual([
      { name: 'evenkeel.alert.deliveries', value: 1, channel: 'email', outcome: 'sent' },
    ]);
    expect(world.log.events.map(({ name }) => name)).toEqual(['AlertOpened', 'AlertDelivered']);
  });

  test('that was sent in part goes on to the others only, and says whom it went to in all', async () => {
    const slow = { type: 'email', to: ['slow@example.com'] } as const;
    answer({ remaining: slow });
    await alerts.deliver();
    answer({});
    await moveTo(START + 30 * SECOND);

    world.alertSender.answer = () => ({ outcome: 'sent', refused: 'x@example.com: 550' });
    await moveTo(START + 90 * SECOND);
    expect(world.alertSender.sent.map(({ channel }) => channel)).toEqual([slow]);
    expect(delivery()).toMatchObject({
      ...{ channel: { type: 'email', to: ['ops@example.com'] }, attempts: 3 },
      ...{ state: 'sent', lastFailure: { reason: 'x@example.com: 550' } },
    });
    expect(delivery()).not.toHaveProperty('remaining');
  });
});

test('a message that one of three is refused for good says so when the last one has it', async () => {
  answer({ remaining: { type: 'email', to: ['slow@example.com'] }, refused: 'x@example.com: 550' });
  await alerts.deliver();
  answer({});
  await moveTo(START + 30 * SECOND);
  world.alertSender.answer = () => ({ outcome: 'sent' });
  await moveTo(START + 90 * SECOND);

  expect(delivery()).toMatchObject({ state: 'sent', lastFailure: { reason: 'x@example.com: 550' } });
});

describe('a message that is not sent', () => {
  test('is tried again after 30 s, and then after twice as long each time, under the same id', async () => {
    answer({});
    const tries: number[] = [];
    for (let instant = START; instant < START + 10 * MINUTE; instant += 10 * SECOND) {
      const before = delivery().attempts;
      await moveTo(instant);
      if (delivery().attempts > before) tries.push((instant - START) / SECOND);
    }

    expect(tries).toEqual([0, 30, 90, 210, 450]);
    expect(delivery().lastFailure?.reason).toBe('It answered 503.');
    world.alertSender.answer = () => ({ outcome: 'sent' });
    await moveTo(START + 20 * MINUTE);
    expect(world.alertSender.told).toEqual(['opened failures']);
    expect(delivery()).not.toHaveProperty('lastFailure');
  });

  test('leaves its receiver alone for as long as it asks, an hour at most', async () => {
    answer({ retryAfterMs: 10 * MINUTE });
    await alerts.deliver();
    expect(delivery().dueAt).toBe(START + 10 * MINUTE);

    answer({ retryAfterMs: 10 * HOUR });
    await moveTo(START + 10 * MINUTE);
    expect(delivery().dueAt).toBe(START + 70 * MINUTE);
  });

  test('is given up after a day, and that is told to those who watch the app', async () => {
    answer({});
    for (let instant = START; instant < START + 26 * HOUR; instant += 20 * MINUTE) await moveTo(instant);

    expect(delivery()).toMatchObject({ notice: 'opened', state: 'given-up' });
    expect(world.log.events.find(({ name }) => name === 'AlertUndelivered')).toMatchObject({
      fields: { channel: 'email', notice: 'opened', reason: 'It answered 503.' },
    });
    expect(delivery().attempts).toBeGreaterThan(30);
  });

  test('is given up at once when it is refused for good', async () => {
    answer({ isTransient: false, reason: 'There is no secret "hook".' });
    await alerts.deliver();

    expect(delivery()).toMatchObject({ state: 'given-up', attempts: 1 });
  });

  test('is tried again when its sender throws against its promise', async () => {
    world.alertSender.answer = () => {
      throw new TypeError('A fault with a secret in it.');
    };
    await alerts.deliver();

    expect(delivery()).toMatchObject({ state: 'pending', attempts: 1 });
    expect(delivery().lastFailure?.reason).not.toContain('secret');
  });
});

describe('a sender', () => {
  test('that died is followed by another one after two minutes', async () => {
    const [due] = await world.incidents.dueDeliveries(START, 1);
    const { value, version } = present(due);
    await world.incidents.saveDelivery(
      { ...value, attempts: 1, dueAt: START + 2 * MINUTE },
      { ifVersion: version },
    );
    await moveTo(START + MINUTE);
    expect(world.alertSender.told).toEqual([]);
    await moveTo(START + 2 * MINUTE);
    expect(world.alertSender.told).toEqual(['opened failures']);
  });

  test('leaves what another one has claimed', async () => {
    await Promise.all([alerts.deliver(), alertsOf(world).deliver()]);

    expect(world.alertSender.told).toEqual(['opened failures']);
  });

  test('puts down what it has sent although the store is away for a moment', async () => {
    const saveDelivery = world.incidents.saveDelivery.bind(world.incidents);
    let fails = 3;
    world.incidents.saveDelivery = async (value, condition) => {
      fails -= value.state === 'sent' ? 1 : 0;
      if (value.state === 'sent' && fails >= 0) throw new Unavailable('The store did not answer.');
      return saveDelivery(value, condition);
    };
    await alerts.deliver();

    expect(delivery().state).toBe('sent');
  });

  test('puts down what it has sent although its claim was taken over', async () => {
    const saveDelivery = world.incidents.saveDelivery.bind(world.incidents);
    world.alertSender.answer = async ({ deliveryId, incident }) => {
      const stored = present(await world.incidents.getDelivery(incident.incidentId, deliveryId));
      await saveDelivery({ ...stored.value, attempts: 2 }, { ifVersion: stored.version });
      return { outcome: 'sent' };
    };
    await alerts.deliver();

    expect(delivery()).toMatchObject({ state: 'sent' });
  });

  test('does not hide a store that is away', async () => {
    world.incidents.get = async () => {
      throw new Unavailable('The store did not answer.');
    };

    await expect(alerts.deliver()).rejects.toThrow(Unavailable);
    expect(delivery()).toMatchObject({ state: 'pending', attempts: 1 });
    expect(new VersionConflict('x')).toBeInstanceOf(Error);
  });
});

describe('nobody is told', () => {
  test('of what is muted by then', async () => {
    const stored = present(world.incidents.incidents.all()[0]);
    const mute = { until: START + HOUR, author: 'eve', reason: 'x' };
    await world.incidents.commit({
      key: stored.value.key,
      incident: { value: muted(stored.value, mute), ifVersion: stored.version },
    });
    await alerts.deliver();

    expect(delivery().state).toBe('muted');
  });

  test('that something is over of which they have not heard', async () => {
    answer({ isTransient: false });
    await alerts.deliver();
    world.alertSender.answer = () => ({ outcome: 'sent' });
    writeRun(world, succeededRunOf(JOB, START + MINUTE));
    await moveTo(START + 2 * MINUTE);

    expect(world.alertSender.told).toEqual([]);
    expect(world.incidents.deliveries.all().map(({ value }) => value.state)).toEqual([
      'given-up',
      'withdrawn',
    ]);
  });

  test('of the same thing several times at once when a channel was away', async () => {
    answer({});
    for (let instant = START; instant < START + 5 * HOUR; instant += 20 * MINUTE) await moveTo(instant);
    world.alertSender.answer = () => ({ outcome: 'sent' });
    await moveTo(START + 5.9 * HOUR);
    await moveTo(START + 6.5 * HOUR);

    expect(world.alertSender.told).toEqual(['opened failures', 'reminder failures']);
  });

  test('that it is over but those who were reminded, where the opening was given up', async () => {
    answer({ isTransient: false });
    await alerts.deliver();
    world.alertSender.answer = () => ({ outcome: 'sent' });
    await moveTo(START + 61 * MINUTE);
    writeRun(world, succeededRunOf(JOB, START + 62 * MINUTE));
    await moveTo(START + 63 * MINUTE);

    expect(world.alertSender.told).toEqual(['reminder failures', 'resolved failures']);
  });

  test('after months at the price of all that was told in them', async () => {
    let most = 0;
    const read = world.incidents.deliveriesOf.bind(world.incidents);
    world.incidents.deliveriesOf = async (...request) => {
      const found = await read(...request);
      most = Math.max(most, found.length);
      return found;
    };
    for (let hour = 0; hour < 40; hour += 1) await moveTo(START + hour * HOUR + MINUTE);
    writeRun(world, succeededRunOf(JOB, START + 40 * HOUR));
    await moveTo(START + 41 * HOUR);

    expect(world.alertSender.told.at(-1)).toBe('resolved failures');
    expect(most).toBeLessThanOrEqual(3);
  });

  test('that something is over before the opening, which may have arrived, is told', async () => {
    answer({});
    await alerts.deliver();
    world.alertSender.answer = () => ({ outcome: 'sent' });
    writeRun(world, succeededRunOf(JOB, START + 5 * SECOND));
    await moveTo(START + 10 * SECOND);
    expect(world.alertSender.told).toEqual([]);

    await moveTo(START + 30 * SECOND);
    await moveTo(START + 60 * SECOND);
    expect(world.alertSender.told).toEqual(['opened failures', 'resolved failures']);
  });
});

describe('a receiver that hangs', () => {
  const HOOK = { type: 'webhook', url: 'https://hooks.example.com/a', signingSecret: 'hook' } as const;

  beforeEach(async () => {
    await world.alertRules.create(exampleAlertRule({ ruleId: 'hooked', groupBy: 'job', channels: [HOOK] }));
    for (let number = 0; number < 100; number += 1) {
      const job = exampleReportJob({ jobId: `job-${number}` });
      writeJob(world, job);
      writeRun(world, failedRunOf(job, START - 2000));
    }
    await alerts.raise();
    world.alertSender.answer = (_message, { type }) => {
      if (type === 'email') return { outcome: 'sent' };
      world.clock.moveTo(new Date(world.clock.now() + 20 * SECOND).toISOString());
      return { outcome: 'not-sent', reason: 'It did not answer in time.', isTransient: true };
    };
  });

  function toHook() {
    const all = world.incidents.deliveries.all().map(({ value }) => value);
    return all.filter(({ channel }) => channel.type === 'webhook');
  }

  test('is left alone for a while, so that all others are told in the same pass', async () => {
    // What is due to it comes first.
    const [stored] = await world.incidents.dueDeliveries(START, 1);
    const { value, version } = present(stored);
    expect(value.channel.type).toBe('email');
    await world.incidents.saveDelivery({ ...value, dueAt: START + 1 }, { ifVersion: version });
    world.clock.moveTo(new Date(START + 1).toISOString());
    await alerts.deliver();

    expect(world.alertSender.told).toContain('opened failures');
    expect(toHook().filter(({ attempts }) => attempts === 1).length).toBeLessThan(15);
    expect(toHook().every(({ state }) => state === 'pending')).toBe(true);
  });

  test('gets what it has not got when it answers again, and is not told of what is over by then', async () => {
    await alerts.deliver();
    writeRun(world, succeededRunOf(exampleReportJob({ jobId: 'job-99' }), START + MINUTE));
    world.alertSender.answer = () => ({ outcome: 'sent' });
    await moveTo(START + 20 * MINUTE);
    await moveTo(START + 21 * MINUTE);

    const states = Map.groupBy(toHook(), ({ state }) => state);
    expect(states.get('sent')).toHaveLength(99);
    expect(states.get('withdrawn')).toHaveLength(1);
  });

  test('is given up when it has hung for a day', async () => {
    for (let instant = START; instant < START + 26 * HOUR; instant += 3 * HOUR) {
      world.clock.moveTo(new Date(instant).toISOString());
      await alerts.deliver();
    }

    expect(toHook().every(({ state }) => state === 'given-up')).toBe(true);
  });
});

test('a message that cannot be made keeps no other from being sent, and is tried again', async () => {
  await world.alertRules.create(exampleAlertRule({ ruleId: 'others', groupBy: 'job' }));
  for (let number = 0; number < 20; number += 1) {
    const job = exampleReportJob({ jobId: `job-${number}` });
    writeJob(world, job);
    writeRun(world, failedRunOf(job, START - 2000));
  }
  await alerts.raise();
  const { incidentId, deliveryId } = delivery();
  const get = world.incidents.get.bind(world.incidents);
  world.incidents.get = async (id) => {
    if (id === incidentId) throw new TypeError('Written by a newer version.');
    return get(id);
  };
  await alerts.deliver();

  expect(world.alertSender.told).toHaveLength(20);
  const poisoned = present(await world.incidents.getDelivery(incidentId, deliveryId)).value;
  expect(poisoned).toMatchObject({ state: 'pending', attempts: 1, dueAt: START + 30 * SECOND });
  expect(world.log.errors).toContain('A message of an alert could not be made.');
});
