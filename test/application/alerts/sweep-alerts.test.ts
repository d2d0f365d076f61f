import { beforeEach, describe, expect, test } from 'vitest';
import type { AlertRule } from '../../../shared/domain/alert/alert-rule.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { toWaiting } from '../../../shared/domain/run/run-transitions.ts';
import {
  alertsOf,
  failedRunOf,
  incidentsOf,
  pendingRunOf,
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
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world: MemoryWorld;
let alerts: ReturnType<typeof alertsOf>;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  alerts = alertsOf(world);
  await alerts.raise();
});

async function rule(overrides: Partial<AlertRule> = {}): Promise<void> {
  await world.alertRules.create(
    exampleAlertRule({ updatedAt: world.clock.now(), createdAt: world.clock.now(), ...overrides }),
  );
}

async function changeRule(overrides: Partial<AlertRule>): Promise<void> {
  const { value, version } = present(await world.alertRules.get('failures'));
  const { generation } = value;
  await world.alertRules.save({ ...value, generation: generation + 1, ...overrides }, { ifVersion: version });
}

function collection(jobId: string, overrides: Partial<Job> = {}): Job {
  const made = { ...exampleReportJob({ jobId, task: { resource: jobId } }), updatedAt: world.clock.now() };
  const job = { ...made, ...overrides, kind: made.kind, task: made.task };
  writeJob(world, job);
  return job;
}

async function moveTo(instant: number): Promise<void> {
  world.clock.moveTo(new Date(instant).toISOString());
  await alerts.pass();
}

describe('no success in a time', () => {
  const NO_SUCCESS = { conditions: [{ type: 'no-success', withinSeconds: 3600 }] } as const;

  test('is told of a job that was there before the rule, counted from the rule', async () => {
    collection('a');
    world.clock.moveTo('2026-03-01T08:00:00Z');
    await rule(NO_SUCCESS);
    await moveTo(START + 2.9 * HOUR);
    expect(incidentsOf(world)).toEqual([]);

    await moveTo(START + 3.1 * HOUR);
    expect(incidentsOf(world)).toMatchObject([
      { condition: 'no-success', group: 'no success at reports.example.com', causeCount: 1 },
    ]);
    await moveTo(START + 9 * HOUR);
    expect(incidentsOf(world)).toMatchObject([{ causeCount: 1, state: 'open' }]);
  });

  test('is told of a job that comes later, and ends with a success', async () => {
    await rule(NO_SUCCESS);
    await alerts.pass();
    const a = collection('a');
    await moveTo(START + MINUTE);
    await moveTo(START + 62 * MINUTE);
    expect(incidentsOf(world)).toMatchObject([{ state: 'open' }]);

    writeRun(world, succeededRunOf(a, START + 63 * MINUTE));
    await moveTo(START + 64 * MINUTE);
    expect(incidentsOf(world)).toMatchObject([{ state: 'resolved' }]);
    await moveTo(START + 122 * MINUTE);
    expect(incidentsOf(world)).toHaveLength(1);
    await moveTo(START + 125 * MINUTE);
    expect(incidentsOf(world)).toHaveLength(2);
  });

  test('costs nothing for a success, and is looked at when it is due only', async () => {
    await rule(NO_SUCCESS);
    const a = collection('a');
    await alerts.pass();
    for (let minute = 10; minute <= 50; minute += 10) {
      writeRun(world, succeededRunOf(a, START + minute * MINUTE));
      await moveTo(START + (minute + 1) * MINUTE);
    }
    const [kept] = world.expectations.expectations.all();
    expect(kept?.value.expectBy).toBe(START + HOUR);

    await moveTo(START + 61 * MINUTE);
    expect(incidentsOf(world)).toEqual([]);
    const [moved] = world.expectations.expectations.all();
    expect(moved?.value.expectBy).toBe(START + 110 * MINUTE + 2000);
  });

  test('is not waited for of a job that is paused, and anew when it goes on', async () => {
    await rule(NO_SUCCESS);
    const a = collection('a');
    await alerts.pass();
    const pause = { pausedAt: START + MINUTE, author: 'eve', reason: 'x', runMissed: 'none' } as const;
    writeJob(world, { ...a, state: 'paused', pause, updatedAt: START + MINUTE });
    await moveTo(START + 5 * HOUR);
    expect(world.expectations.expectations.all()).toEqual([]);
    expect(incidentsOf(world)).toEqual([]);

    writeJob(world, { ...a, updatedAt: START + 5 * HOUR });
    await moveTo(START + 5.5 * HOUR);
    expect(incidentsOf(world)).toEqual([]);
    await moveTo(START + 6.1 * HOUR);
    expect(incidentsOf(world)).toMatchObject([{ state: 'open' }]);
  });

  test('walks all jobs of a rule, page by page', async () => {
    for (let index = 0; index < 250; index += 1) collection(`job-${index}`);
    collection('other', { valueStream: 'growth' });
    await alerts.raise();
    await rule(NO_SUCCESS);
    await alerts.pass();
    expect(world.expectations.expectations.all()).toHaveLength(250);

    await moveTo(START + 2 * HOUR);
    expect(incidentsOf(world)).toMatchObject([
      { subjectCount: 250, group: 'no success at reports.example.com' },
    ]);
  });

  test('is looked for in thousands of jobs in one sweep', async () => {
    for (let index = 0; index < 1200; index += 1) collection(`job-${index}`);
    await alerts.raise();
    await rule(NO_SUCCESS);
    await alerts.sweep();
    world.clock.moveTo('2026-03-01T08:00:00Z');
    await alerts.sweep();

    expect(incidentsOf(world)).toMatchObject([{ subjectCount: 1200 }]);
  });

  test('follows the rule when it is edited', async () => {
    collection('a');
    await rule(NO_SUCCESS);
    await alerts.pass();
    await changeRule({ conditions: [{ type: 'no-success', withinSeconds: 600 }] });
    await moveTo(START + 11 * MINUTE);
    await moveTo(START + 12 * MINUTE);

    expect(incidentsOf(world)).toHaveLength(1);
  });
});

describe('a run that has not begun', () => {
  beforeEach(async () => {
    await rule({ conditions: [{ type: 'late', toleranceSeconds: 300 }] });
  });

  test('is told of once a rule finds it late, and counted once when it begins', async () => {
    const a = collection('a');
    const waiting = toWaiting(pendingRunOf(a, START), 'concurrency-limit', START + 1000);
    writeRun(world, waiting);
    await moveTo(START + 4 * MINUTE);
    expect(incidentsOf(world)).toEqual([]);

    await moveTo(START + 5.5 * MINUTE);
    await moveTo(START + 7 * MINUTE);
    expect(incidentsOf(world)).toMatchObject([{ group: 'late: concurrency-limit', causeCount: 1 }]);
    writeRun(world, {
      ...pendingRunOf(a, START),
      late: 'concurrency-limit',
      state: 'running',
      startedAt: START + 8 * MINUTE,
    });
    await moveTo(START + 9 * MINUTE);
    expect(incidentsOf(world)).toMatchObject([{ causeCount: 1, state: 'open' }]);
  });

  test('is one of thousands when the queue is away, and no more than some jobs are read at once', async () => {
    for (let number = 0; number < 450; number += 1) {
      writeRun(world, pendingRunOf(collection(`job-${number}`), START));
    }
    let atOnce = 0;
    let most = 0;
    const read = world.jobs.get.bind(world.jobs);
    world.jobs.get = async (jobId) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      const job = await read(jobId);
      atOnce -= 1;
      return job;
    };
    await moveTo(START + 6 * MINUTE);

    expect(incidentsOf(world)).toMatchObject([{ causeCount: 450, subjectCount: 450 }]);
    expect(most).toBeLessThanOrEqual(200);
  });

  test('is not late when its job spreads its runs, or a person has asked for it', async () => {
    const a = collection('a');
    writeRun(world, pendingRunOf(a, START, { effectiveAt: START + 10 * MINUTE }));
    writeRun(world, pendingRunOf(a, START + 1, { requested: { author: 'eve', reason: 'x' } }));
    await moveTo(START + 9 * MINUTE);
    expect(incidentsOf(world)).toEqual([]);

    await moveTo(START + 16 * MINUTE);
    expect(incidentsOf(world)).toMatchObject([{ causeCount: 1 }]);
  });
});

describe('what no job tells of', () => {
  test('a broken lock is told of until it is held again with success', async () => {
    await rule({ conditions: [{ type: 'lock-broken' }] });
    const a = collection('sales');
    world.audit.entries.push({
      ...{ subject: 'lock:sales', changeId: 'break-1-0123', outcome: 'done', action: 'break' },
      ...{ author: 'eve', reason: 'Stuck.', at: START },
    });
    const withStream = { ...world, streamOfLock: async () => 'retention' };
    await alertsOf(withStream).pass();
    expect(incidentsOf(world)).toMatchObject([{ group: 'lock sales', causeCount: 1, state: 'open' }]);

    writeRun(world, succeededRunOf(a, START + MINUTE));
    world.clock.moveTo('2026-03-01T06:02:00Z');
    await alertsOf(withStream).pass();
    expect(incidentsOf(world)).toMatchObject([{ state: 'resolved', causeCount: 1 }]);
  });

  test('a broken lock, which nobody holds any more, is told to the stream of who held it', async () => {
    await rule({ conditions: [{ type: 'lock-broken' }] });
    const { runId } = failedRunOf(collection('sales'), START);
    world.audit.entries.push({
      ...{ subject: 'lock:sales', changeId: 'break-1-0123', outcome: 'done', action: 'break' },
      ...{ author: 'eve', reason: 'Stuck.', at: START },
      before: { epoch: 1, state: 'held', holder: { runId, attempt: 1 } },
    });

    await alerts.pass();

    expect(incidentsOf(world)).toMatchObject([{ condition: 'lock-broken', group: 'lock sales' }]);
  });

  test('a lock whose job cannot be read keeps no other lock from being told of', async () => {
    await rule({ conditions: [{ type: 'lock-broken' }] });
    for (const resource of ['poisoned', 'sales']) {
      world.audit.entries.push({
        ...{ subject: `lock:${resource}`, changeId: 'break-1-0123', outcome: 'done', action: 'break' },
        ...{ author: 'eve', reason: 'Stuck.', at: START },
      });
    }
    const streamOfLock = async (resource: string) => {
      if (resource === 'poisoned') throw new TypeError('Its job is of a newer version.');
      return 'retention';
    };
    await alertsOf({ ...world, streamOfLock }).pass();

    expect(incidentsOf(world)).toMatchObject([{ group: 'lock sales' }]);
  });

  test('dead letters that nobody can read are counted once each, without their bodies', async () => {
    await rule({ conditions: [{ type: 'dead-letter' }] });
    await rule({ ruleId: 'narrow', conditions: [{ type: 'dead-letter' }], scope: { tags: ['x'] } });
    for (const messageId of ['m1', 'm2']) {
      await world.letters.keep({
        ...{ queue: 'runs', messageId, body: '"secret"', cause: 'TooOften: x', fault: 'y' },
        receivedAt: START - MINUTE,
      });
    }
    await alerts.pass();
    await moveTo(START + 2 * MINUTE);

    const [incident, ...others] = incidentsOf(world);
    expect(incident).toMatchObject({ ruleId: 'failures', causeCount: 2, subjectCount: 2 });
    expect(JSON.stringify(incident)).not.toContain('secret');
    expect(others).toEqual([]);
  });
});

describe('an incident', () => {
  beforeEach(async () => {
    await rule({ remindSeconds: 3600 });
    writeRun(world, failedRunOf(collection('a'), START));
    await moveTo(START + MINUTE);
  });

  test('is told of again while it is open, and no more when it is acknowledged', async () => {
    await moveTo(START + 62 * MINUTE);
    await moveTo(START + 123 * MINUTE);
    expect(world.alertSender.told).toEqual(['opened failures', 'reminder failures', 'reminder failures']);

    const { value, version } = present(await world.incidents.latest(present(incidentsOf(world)[0]).key));
    const { remindAt: _never, ...rest } = value;
    await world.incidents.commit({
      key: value.key,
      incident: { value: { ...rest, state: 'acknowledged' }, ifVersion: version },
    });
    await moveTo(START + 300 * MINUTE);
    expect(world.alertSender.told).toHaveLength(3);
  });

  test('whose rule is muted is reminded of when it is muted no more', async () => {
    await changeRule({ mute: { until: START + 150 * MINUTE, author: 'eve', reason: 'x' } });
    await moveTo(START + 62 * MINUTE);
    await moveTo(START + 149 * MINUTE);
    expect(world.alertSender.told).toEqual(['opened failures']);

    await moveTo(START + 151 * MINUTE);
    expect(world.alertSender.told).toEqual(['opened failures', 'reminder failures']);
  });

  test.each([
    ['is switched off', { isEnabled: false }],
    ['looks for other things', { conditions: [{ type: 'missed' }] }],
  ] as const)('is resolved when its rule %s', async (_words, change) => {
    await changeRule(change);
    await moveTo(START + 2 * MINUTE);

    expect(incidentsOf(world)).toMatchObject([{ state: 'resolved', resolution: 'rule-gone' }]);
    expect(world.alertSender.told).toEqual(['opened failures', 'resolved failures']);
  });

  test('stays open while its rule cannot be read', async () => {
    const all = world.alertRules.all.bind(world.alertRules);
    const get = world.alertRules.get.bind(world.alertRules);
    world.alertRules.all = async () => [];
    world.alertRules.get = async () => {
      throw new TypeError('Written by a newer version.');
    };
    await moveTo(START + 70 * MINUTE);
    expect(incidentsOf(world)).toMatchObject([{ state: 'open' }]);

    Object.assign(world.alertRules, { all, get });
    await moveTo(START + 140 * MINUTE);
    expect(world.alertSender.told).toEqual(['opened failures', 'reminder failures']);
  });

  test('is resolved when its rule is deleted', async () => {
    const { version } = present(await world.alertRules.get('failures'));
    await world.alertRules.remove('failures', { ifVersion: version });
    await moveTo(START + 2 * MINUTE);

    expect(incidentsOf(world)).toMatchObject([{ state: 'resolved', resolution: 'rule-gone' }]);
  });
});

test('a rule that was made anew in another value stream says nothing in this one', async () => {
  await rule({ description: 'Of retention' });
  writeRun(world, failedRunOf(collection('a'), START));
  await alerts.raise();
  const { version } = present(await world.alertRules.get('failures'));
  await world.alertRules.remove('failures', { ifVersion: version });
  await rule({ valueStream: 'growth', description: 'A secret of growth' });
  await alerts.deliver();

  expect(world.alertSender.told).toEqual(['opened failures']);
  expect(JSON.stringify(world.alertSender.sent)).not.toContain('growth');
});

describe('a sweep', () => {
  test('is made every half a minute, however often it is asked for', async () => {
    expect(await alerts.sweep()).toBe(true);
    expect(await alerts.sweep()).toBe(false);
    world.clock.moveTo('2026-03-01T06:00:30Z');
    expect(await alerts.sweep()).toBe(true);
  });

  test('goes on after a clock was set back', async () => {
    await alerts.sweep();
    world.clock.moveTo('2026-02-01T06:00:00Z');

    expect(await alerts.sweep()).toBe(true);
  });

  test('does what it can when a part of it fails, and looks back as far the next time', async () => {
    await rule({ conditions: [{ type: 'dead-letter' }] });
    await world.letters.keep({
      ...{ queue: 'runs', messageId: 'm1', body: '', cause: 'x', fault: 'y', receivedAt: START },
    });
    const due = world.expectations.due.bind(world.expectations);
    world.expectations.due = async () => {
      throw new Unavailable('The store did not answer.');
    };

    await expect(alerts.sweep()).rejects.toThrow(Unavailable);
    expect(incidentsOf(world)).toHaveLength(1);
    world.expectations.due = due;
    expect(await alerts.sweep()).toBe(true);
    expect(incidentsOf(world)).toMatchObject([{ causeCount: 1 }]);
  });
});
