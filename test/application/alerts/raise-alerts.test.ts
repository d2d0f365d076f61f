import { beforeEach, describe, expect, test } from 'vitest';
import type { AlertRule } from '../../../shared/domain/alert/alert-rule.ts';
import { createRaiseAlerts } from '../../../shared/application/alerts/raise-alerts.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { toDead, toRunning, toSkipped } from '../../../shared/domain/run/run-transitions.ts';
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
import { at, exampleJob } from '../../support/example-job.ts';
import { exampleReportJob } from '../../support/example-report-job.ts';
import { MemoryChangeFeed } from '../../support/memory/memory-change-feed.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';

const DUE = at('2026-03-01T06:00:00Z');
const MINUTE = 60_000;

let world: MemoryWorld;
let alerts: ReturnType<typeof alertsOf>;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:01:00Z');
  alerts = alertsOf(world);
  // The feed is followed from where it is now.
  await alerts.raise();
});

async function rule(overrides: Partial<AlertRule> = {}): Promise<void> {
  await world.alertRules.create(exampleAlertRule(overrides));
}

/** A job whose recipients are nobody. */
function job(jobId: string, overrides: Parameters<typeof exampleJob>[0] = {}): Job {
  const plain = exampleJob({ jobId, ...overrides });
  const made = { ...plain, task: { ...plain.task, recipients: [] } };
  writeJob(world, made);
  return made;
}

function collection(jobId: string, host = 'reports.example.com'): Job {
  const made = exampleReportJob({ jobId, task: { baseUrl: `https://${host}`, resource: jobId } });
  writeJob(world, made);
  return made;
}

async function moveTo(instant: number): Promise<void> {
  world.clock.moveTo(new Date(instant).toISOString());
  await alerts.pass();
}

describe('what fails', () => {
  test('is told once, with what happened', async () => {
    await rule();
    writeRun(world, failedRunOf(collection('sales'), DUE));
    await alerts.pass();
    await alerts.pass();

    const [incident] = incidentsOf(world);
    expect(incident).toMatchObject({
      ...{ ruleId: 'failures', state: 'open', condition: 'run-failed', severity: 'warning' },
      ...{ group: 'report-server-failed at reports.example.com', causeCount: 1, failingCount: 1 },
    });
    expect(world.alertSender.told).toEqual(['opened failures']);
    const [sent] = world.alertSender.sent;
    expect(sent?.channel).toEqual({ type: 'email', to: ['ops@example.com'] });
    expect(sent?.message.subjects.map(({ jobId }) => jobId)).toEqual(['sales']);
  });

  test('is one incident for one reason at one endpoint, and another one for another', async () => {
    await rule({ conditions: [{ type: 'run-failed' }, { type: 'retries-exhausted' }] });
    writeRun(world, failedRunOf(collection('a'), DUE));
    writeRun(world, failedRunOf(collection('b'), DUE, { attempts: 3 }));
    writeRun(world, failedRunOf(collection('c', 'other.example.com'), DUE));
    writeRun(world, failedRunOf(collection('d'), DUE, { reason: 'timed-out' }));
    await alerts.pass();

    const groups = incidentsOf(world).map(({ group, causeCount }) => `${causeCount} ${group}`);
    expect(groups.toSorted()).toEqual([
      '1 report-server-failed at other.example.com',
      '1 timed-out at reports.example.com',
      '2 report-server-failed at reports.example.com',
    ]);
  });

  test('is an incident of each job, or of the rule, where the rule says so', async () => {
    await rule({ ruleId: 'each', groupBy: 'job' });
    await rule({ ruleId: 'all', groupBy: 'rule' });
    writeRun(world, failedRunOf(collection('a'), DUE));
    writeRun(world, failedRunOf(collection('b', 'other.example.com'), DUE));
    await alerts.pass();

    const groups = incidentsOf(world).map(({ ruleId, group }) => `${ruleId} ${group}`);
    expect(groups.toSorted()).toEqual(['all ', 'each a', 'each b']);
  });

  test('is resolved, and that is told, when all of it has succeeded', async () => {
    await rule();
    const [a, b] = [collection('a'), collection('b')];
    writeRun(world, failedRunOf(a, DUE));
    writeRun(world, failedRunOf(b, DUE));
    await alerts.pass();
    writeRun(world, succeededRunOf(a, DUE + MINUTE));
    await moveTo(DUE + 2 * MINUTE);
    expect(incidentsOf(world)).toMatchObject([{ state: 'open', failingCount: 1, subjectCount: 2 }]);

    writeRun(world, succeededRunOf(b, DUE + 2 * MINUTE));
    await moveTo(DUE + 3 * MINUTE);
    expect(incidentsOf(world)).toMatchObject([
      { state: 'resolved', resolution: 'recovered', failingCount: 0, resolvedAt: DUE + 3 * MINUTE },
    ]);
    expect(world.alertSender.told).toEqual(['opened failures', 'resolved failures']);
  });

  test('is not ended by a success before it', async () => {
    await rule();
    const a = collection('a');
    writeRun(world, failedRunOf(a, DUE));
    await alerts.pass();
    writeRun(world, succeededRunOf(a, DUE - MINUTE));
    await alerts.pass();

    expect(incidentsOf(world)).toMatchObject([{ state: 'open' }]);
  });

  test('is over when its job is deleted, and looked for no more', async () => {
    await rule();
    const a = collection('a');
    writeRun(world, failedRunOf(a, DUE));
    await alerts.pass();
    writeJob(world, { ...a, state: 'deleted', updatedAt: DUE + MINUTE });
    writeRun(world, failedRunOf(a, DUE + MINUTE));
    await alerts.pass();

    expect(incidentsOf(world)).toMatchObject([{ state: 'resolved', causeCount: 1 }]);
  });

  test('is withdrawn untold when it was over before anybody was told', async () => {
    await rule();
    const a = collection('a');
    writeRun(world, failedRunOf(a, DUE));
    writeRun(world, succeededRunOf(a, DUE + MINUTE));
    await moveTo(DUE + 2 * MINUTE);

    const states = world.incidents.deliveries.all().map(({ value }) => `${value.notice} ${value.state}`);
    expect(states).toEqual(['opened withdrawn']);
    expect(world.alertSender.told).toEqual([]);
    expect(incidentsOf(world)).toMatchObject([{ state: 'resolved', causeCount: 1 }]);
  });

  test('is told again only after the quiet time when it flaps', async () => {
    await rule({ quietSeconds: 3600 });
    const a = collection('a');
    for (let round = 0; round < 6; round += 1) {
      const from = DUE + round * 10 * MINUTE;
      writeRun(world, failedRunOf(a, from));
      await moveTo(from + MINUTE);
      if (round < 5) writeRun(world, succeededRunOf(a, from + 5 * MINUTE));
      await moveTo(from + 6 * MINUTE);
    }
    expect(world.alertSender.told).toEqual(['opened failures', 'resolved failures']);

    await moveTo(DUE + 61 * MINUTE);
    expect(world.alertSender.told).toEqual(['opened failures', 'resolved failures', 'opened failures']);
    expect(incidentsOf(world).length).toBe(6);
  });

  test('is told without delay when nobody heard of the opening before', async () => {
    await rule();
    const a = collection('a');
    writeRun(world, failedRunOf(a, DUE));
    writeRun(world, succeededRunOf(a, DUE + MINUTE));
    await moveTo(DUE + 2 * MINUTE);
    writeRun(world, failedRunOf(a, DUE + 3 * MINUTE));
    await moveTo(DUE + 4 * MINUTE);

    expect(world.alertSender.told).toEqual(['opened failures']);
  });

  test('of 5,000 jobs at one dead endpoint is one incident and one message a channel', async () => {
    await rule({
      conditions: [{ type: 'run-failed' }, { type: 'retries-exhausted' }],
      channels: [
        { type: 'email', to: ['ops@example.com'] },
        { type: 'webhook', url: 'https://hooks.example.com', signingSecret: 'hook' },
      ],
    });
    const jobs = Array.from({ length: 5000 }, (_, index) => collection(`job-${index}`));
    const feed = new MemoryChangeFeed(world.memory, 1000);
    await createRaiseAlerts({ ...world, feed })();
    for (const each of jobs) writeRun(world, failedRunOf(each, DUE, { attempts: 3 }));
    const commits = countCalls(world.incidents, 'commit');
    await createRaiseAlerts({ ...world, feed })();
    await alerts.deliver();

    expect(incidentsOf(world)).toMatchObject([{ causeCount: 5000, subjectCount: 5000, failingCount: 5000 }]);
    expect(incidentsOf(world)[0]?.causes.length).toBe(10);
    expect(world.alertSender.sent.map(({ channel }) => channel.type)).toEqual(['email', 'webhook']);
    expect(world.alertSender.sent[0]?.message.subjects.length).toBe(20);
    expect(commits()).toBeLessThanOrEqual(5000 / 90);
  });
});

describe('the recipients of a job', () => {
  function told(jobId: string, recipients: readonly string[]): Job {
    const made = exampleJob({ jobId });
    const withThem = { ...made, task: { ...made.task, recipients } };
    writeJob(world, withThem);
    return withThem;
  }

  test('are told of its failures and drift without any rule, each once', async () => {
    writeRun(world, failedRunOf(told('a', ['ann@example.com', 'bob@example.com']), DUE));
    writeRun(world, failedRunOf(told('b', ['bob@example.com', 'ann@example.com']), DUE));
    const drifting = succeededRunOf(told('c', ['cem@example.com']), DUE, { alarm: true });
    writeRun(world, drifting);
    await alerts.pass();

    const sent = world.alertSender.sent.map(({ channel, message }) => [
      message.incident.condition,
      channel.type === 'email' ? channel.to : [],
    ]);
    expect(sent).toEqual([
      ['run-failed', ['ann@example.com']],
      ['run-failed', ['bob@example.com']],
      ['drift', ['cem@example.com']],
    ]);
  });

  test('are all told, however many have jobs that fail together', async () => {
    const addresses = Array.from({ length: 200 }, (_, n) => `owner-${n}@example.com`);
    addresses.forEach((address, n) => {
      writeRun(world, failedRunOf(told(`job-${n}`, [address]), DUE));
    });
    await alerts.pass();

    const { sent } = world.alertSender;
    const to = sent.map(({ channel }) => (channel.type === 'email' ? channel.to : []));
    expect(to.flat().toSorted()).toEqual(addresses.toSorted());
    expect(sent.every(({ message }) => message.subjects.length === 1)).toBe(true);
    expect(world.log.errors).toEqual([]);
  });

  test('are told when their job joins an incident that is open', async () => {
    await rule({
      ruleId: 'owners',
      conditions: [{ type: 'run-failed' }],
      channels: [{ type: 'recipients' }],
    });
    writeRun(world, failedRunOf(told('a', ['ann@example.com']), DUE));
    await alerts.pass();
    writeRun(world, failedRunOf(told('b', ['bob@example.com']), DUE + MINUTE));
    await moveTo(DUE + 2 * MINUTE);

    const ofRule = world.alertSender.sent.filter(({ message }) => message.rule.ruleId === 'owners');
    expect(ofRule.map(({ channel }) => channel)).toEqual([
      { type: 'email', to: ['ann@example.com'] },
      { type: 'email', to: ['bob@example.com'] },
    ]);
    expect(new Set(ofRule.map(({ message }) => message.incident.incidentId)).size).toBe(1);
  });

  test('of other value streams are not told of each other', async () => {
    writeRun(world, failedRunOf(told('a', ['ann@example.com']), DUE));
    const other = { ...told('b', ['bob@example.com']), valueStream: 'growth' };
    writeJob(world, other);
    writeRun(world, failedRunOf(other, DUE));
    await alerts.pass();

    expect(incidentsOf(world).map(({ valueStream, subjectCount }) => [valueStream, subjectCount])).toEqual([
      ['retention', 1],
      ['growth', 1],
    ]);
  });
});

describe('drift', () => {
  beforeEach(async () => {
    await rule({ ruleId: 'drift', conditions: [{ type: 'drift', band: 'moderate-shift' }] });
  });

  test('opens, gets worse and ends, all told once', async () => {
    const a = job('a');
    writeRun(world, succeededRunOf(a, DUE, { band: 'moderate-shift' }));
    await moveTo(DUE + MINUTE);
    writeRun(world, succeededRunOf(a, DUE + 10 * MINUTE, { band: 'significant-shift' }));
    await moveTo(DUE + 11 * MINUTE);
    writeRun(world, succeededRunOf(a, DUE + 20 * MINUTE, { band: 'moderate-shift' }));
    await moveTo(DUE + 21 * MINUTE);
    writeRun(world, succeededRunOf(a, DUE + 30 * MINUTE));
    await moveTo(DUE + 31 * MINUTE);

    expect(world.alertSender.told).toEqual(['opened drift', 'worsened drift', 'resolved drift']);
    expect(incidentsOf(world)).toMatchObject([
      { group: 'model churn', causeCount: 3, band: 'significant-shift', state: 'resolved' },
    ]);
  });

  test('is raised by a characteristic or an alarm of the criteria, too', async () => {
    const column = { name: 'age', psi: 0.3, band: 'significant-shift' } as const;
    writeRun(world, succeededRunOf(job('a'), DUE, { worstCharacteristics: [column] }));
    const plain = exampleJob({ jobId: 'b' });
    const b = { ...plain, task: { ...plain.task, modelId: 'other', recipients: [] } };
    writeJob(world, b);
    writeRun(world, succeededRunOf(b, DUE, { alarm: true }));
    await alerts.pass();

    expect(incidentsOf(world).map(({ group, band }) => [group, band])).toEqual([
      ['model churn', 'significant-shift'],
      ['model other', 'stable'],
    ]);
  });

  test('is not ended by a slot before it that is measured late, nor raised by a backfill', async () => {
    const a = job('a');
    writeRun(world, succeededRunOf(a, DUE, { band: 'significant-shift' }));
    await alerts.pass();
    writeRun(world, succeededRunOf(a, DUE - MINUTE));
    writeRun(world, {
      ...succeededRunOf(job('b'), DUE, { band: 'significant-shift' }),
      trigger: 'backfill',
    });
    await alerts.pass();

    expect(incidentsOf(world)).toMatchObject([{ state: 'open', causeCount: 1 }]);
  });

  test('of one model by two jobs is one incident that ends with both', async () => {
    const [a, b] = [job('a'), job('b')];
    for (const each of [a, b]) writeRun(world, succeededRunOf(each, DUE, { band: 'moderate-shift' }));
    await alerts.pass();
    writeRun(world, succeededRunOf(a, DUE + MINUTE));
    await alerts.pass();
    expect(incidentsOf(world)).toMatchObject([{ state: 'open', failingCount: 1 }]);

    writeRun(world, succeededRunOf(b, DUE + MINUTE));
    await alerts.pass();
    expect(incidentsOf(world)).toMatchObject([{ state: 'resolved' }]);
  });
});

describe('a slot', () => {
  test('that was missed is told until one runs', async () => {
    await rule({ conditions: [{ type: 'missed' }] });
    const a = job('a');
    writeRun(world, toSkipped(pendingRunOf(a, DUE), 'start-deadline', DUE + 1000));
    await alerts.pass();
    expect(incidentsOf(world)).toMatchObject([{ group: 'missed: start-deadline', state: 'open' }]);

    writeRun(world, toRunning(pendingRunOf(a, DUE + MINUTE), DUE + MINUTE));
    await alerts.pass();
    expect(incidentsOf(world)).toMatchObject([{ state: 'resolved' }]);
  });

  test('that has no run is told of when nobody wanted that', async () => {
    await rule({ conditions: [{ type: 'missed' }] });
    const a = job('a');
    for (const [from, reason] of [
      [DUE, 'catch-up-window'],
      [DUE + MINUTE, 'job-paused'],
    ] as const) {
      const skipped = { fromDueAt: from, untilDueAt: from, count: 1, reason, generation: 1 };
      await world.jobs.commit({ jobId: a.jobId, skipped: [skipped] });
    }
    await alerts.pass();

    expect(incidentsOf(world)).toMatchObject([{ group: 'missed: catch-up-window', causeCount: 1 }]);
  });

  test('that begins late is told, once a rule finds it late, and over with the next one in time', async () => {
    await rule({ conditions: [{ type: 'late', toleranceSeconds: 300 }] });
    const [a, b] = [job('a'), job('b')];
    writeRun(world, toRunning(pendingRunOf(a, DUE), DUE + 6 * MINUTE));
    writeRun(world, toRunning(pendingRunOf(b, DUE), DUE + 4 * MINUTE));
    await moveTo(DUE + 6 * MINUTE);
    expect(incidentsOf(world)).toMatchObject([{ group: 'late: workers-busy', subjectCount: 1 }]);

    writeRun(world, toRunning(pendingRunOf(a, DUE + 10 * MINUTE), DUE + 10 * MINUTE));
    await moveTo(DUE + 11 * MINUTE);
    expect(incidentsOf(world)).toMatchObject([{ state: 'resolved' }]);
  });

  test('whose message was given up is told of', async () => {
    await rule({ conditions: [{ type: 'dead-letter' }] });
    const cause = { reason: 'MaxDeliveryCountExceeded', description: '', deliveryCount: 10 };
    writeRun(world, toDead(pendingRunOf(job('a'), DUE), cause, DUE + MINUTE));
    await alerts.pass();

    expect(incidentsOf(world)).toMatchObject([{ group: 'dead letter: MaxDeliveryCountExceeded' }]);
  });
});

describe('a job', () => {
  test('that its policy has paused is told of until it goes again', async () => {
    await rule({ conditions: [{ type: 'job-paused' }] });
    const a = job('a');
    const pause = {
      pausedAt: DUE,
      reason: '3 runs in a row failed.',
      author: 'evenkeel',
      runMissed: 'none',
    } as const;
    writeJob(world, { ...a, state: 'paused', pause, updatedAt: DUE });
    await alerts.pass();
    expect(incidentsOf(world)).toMatchObject([{ group: 'paused after failures', state: 'open' }]);

    writeJob(world, { ...a, updatedAt: DUE + MINUTE });
    await alerts.pass();
    expect(incidentsOf(world)).toMatchObject([{ state: 'resolved' }]);
  });

  test('that is edited while it is paused was paused once', async () => {
    await rule({ conditions: [{ type: 'job-paused' }] });
    const pause = {
      ...{ pausedAt: DUE, author: 'evenkeel', reason: 'It failed 3 times in a row.' },
      runMissed: 'none',
    } as const;
    const a: Job = { ...job('a'), state: 'paused', pause, updatedAt: DUE };
    writeJob(world, a);
    await alerts.pass();
    writeJob(world, { ...a, generation: a.generation + 1, updatedAt: DUE + MINUTE });
    await alerts.pass();

    expect(incidentsOf(world)).toMatchObject([{ causeCount: 1 }]);
  });

  test('that a person has paused is not told of', async () => {
    await rule({ conditions: [{ type: 'job-paused' }] });
    const pause = { pausedAt: DUE, reason: 'Holiday.', author: 'eve', runMissed: 'none' } as const;
    writeJob(world, { ...job('a'), state: 'paused', pause, updatedAt: DUE });
    await alerts.pass();

    expect(incidentsOf(world)).toEqual([]);
  });

  test('outside the scope of a rule is not told of', async () => {
    await rule({ scope: { tags: ['nightly'], kinds: ['stability'] } });
    writeRun(world, failedRunOf(job('a', { tags: ['nightly', 'x'] }), DUE));
    writeRun(world, failedRunOf(job('b', { tags: ['x'] }), DUE));
    writeRun(world, failedRunOf(collection('c'), DUE));
    await alerts.pass();

    expect(incidentsOf(world)).toMatchObject([{ subjectCount: 1 }]);
  });
});

describe('a pass', () => {
  test('costs two reads when nothing has happened', async () => {
    const calls = countAll(world);
    await alertsOf(calls.world).raise();

    expect(calls.names()).toEqual(['feedProgress.get', 'feed.read']);
  });

  test('asks one thing of incidents for a hundred successes, and reads no job', async () => {
    await rule();
    for (let index = 0; index < 100; index += 1) {
      writeRun(world, succeededRunOf(exampleJob({ jobId: `job-${index}` }), DUE));
    }
    const calls = countAll(world);
    await alertsOf(calls.world).raise();

    expect(calls.names()).toEqual([
      ...['feedProgress.get', 'feed.read', 'incidents.failingSubjects', 'feedProgress.save'],
      ...['feedProgress.get', 'feed.read'],
    ]);
  });

  test('goes on with the others when the causes of one key cannot be recorded', async () => {
    await rule();
    await rule({ ruleId: 'each', groupBy: 'job' });
    const latest = world.incidents.latest.bind(world.incidents);
    world.incidents.latest = async (key) => {
      if (key.startsWith('each')) throw new TypeError('A fault.');
      return latest(key);
    };
    writeRun(world, failedRunOf(collection('a'), DUE));
    await alerts.pass();

    expect(incidentsOf(world).map(({ ruleId }) => ruleId)).toEqual(['failures']);
    expect(world.log.errors).toEqual(['Causes of an alert could not be recorded and are left out.']);
  });
});

/** How often a method of a store is called from now on. */
function countCalls<T extends object>(store: T, name: keyof T): () => number {
  const method: unknown = store[name];
  if (typeof method !== 'function') throw new Error('It is no method.');
  let calls = 0;
  Object.defineProperty(store, name, {
    value: (...given: unknown[]) => {
      calls += 1;
      const answer: unknown = Reflect.apply(method, store, given);
      return answer;
    },
  });
  return () => calls;
}

const COUNTED = ['feedProgress', 'feed', 'alertRules', 'incidents', 'expectations', 'jobs', 'runs'] as const;

/** The world with every call of a store by name. */
function countAll(inner: MemoryWorld): {
  readonly world: MemoryWorld;
  readonly names: () => readonly string[];
} {
  const called: string[] = [];
  const seen = Object.fromEntries(
    COUNTED.map((of) => [
      of,
      new Proxy(inner[of], {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return (...given: unknown[]) => {
            called.push(`${of}.${String(name)}`);
            const answer: unknown = Reflect.apply(member, target, given);
            return answer;
          };
        },
      }),
    ]),
  );
  return { world: { ...inner, ...seen }, names: () => called };
}
