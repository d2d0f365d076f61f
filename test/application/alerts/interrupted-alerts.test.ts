import { describe, expect, test } from 'vitest';
import { createDeliverAlerts } from '../../../shared/application/alerts/deliver-alerts.ts';
import { createRaiseAlerts } from '../../../shared/application/alerts/raise-alerts.ts';
import { createSweepAlerts } from '../../../shared/application/alerts/sweep-alerts.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import {
  alertsOf,
  failedRunOf,
  incidentsOf,
  succeededRunOf,
  writeJob,
  writeRun,
} from '../../support/alert-world.ts';
import { exampleAlertRule } from '../../support/example-alert.ts';
import { at, exampleJob } from '../../support/example-job.ts';
import { exampleReportJob } from '../../support/example-report-job.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';

const START = at('2026-03-01T06:00:00Z');
const MINUTE = 60_000;
const STORES = ['feedProgress', 'feed', 'alertRules', 'incidents', 'expectations', 'jobs', 'runs'] as const;

/** `unavailable`, `answer-lost`: the call fails, before or after it is carried out; `died-…`: the process is gone. */
const INTERRUPTIONS = ['unavailable', 'answer-lost', 'died-before', 'died-after'] as const;
type Interruption = (typeof INTERRUPTIONS)[number];

/** Two jobs that failed and one that recovered, a model that drifts, a job without a success, a rule that is gone. */
async function troubledWorld(): Promise<MemoryWorld> {
  const world = createMemoryWorld('2026-03-01T06:00:00Z');
  const alerts = alertsOf(world);
  await alerts.raise();
  for (const rule of [
    exampleAlertRule(),
    exampleAlertRule({ ruleId: 'drift', conditions: [{ type: 'drift', band: 'moderate-shift' }] }),
    exampleAlertRule({
      ...{ ruleId: 'waiting', updatedAt: START },
      conditions: [{ type: 'no-success', withinSeconds: 300 }],
    }),
    exampleAlertRule({ ruleId: 'gone', isEnabled: true }),
  ]) {
    await world.alertRules.create(rule);
  }
  const [a, b] = ['a', 'b'].map((jobId) => exampleReportJob({ jobId, updatedAt: START }));
  const c = exampleJob({ jobId: 'c' });
  if (a === undefined || b === undefined) throw new Error('There are two.');
  for (const job of [a, b, c]) writeJob(world, job);
  writeRun(world, failedRunOf(a, START - 5000));
  await alerts.pass();
  const gone = await world.alertRules.get('gone');
  await world.alertRules.remove('gone', { ifVersion: gone?.version ?? '' });
  world.clock.moveTo('2026-03-01T06:10:00Z');
  writeRun(world, succeededRunOf(a, START + MINUTE));
  writeRun(world, failedRunOf(b, START + MINUTE, { reason: 'timed-out' }));
  writeRun(world, succeededRunOf(c, START + MINUTE, { band: 'significant-shift' }));
  return world;
}

const PASSES = {
  raise: (world: MemoryWorld): Promise<unknown> => createRaiseAlerts(world)(),
  sweep: (world: MemoryWorld): Promise<unknown> => createSweepAlerts(world)(),
  deliver: (world: MemoryWorld): Promise<unknown> =>
    createDeliverAlerts({ ...world, sender: world.alertSender })(),
};
type PassName = keyof typeof PASSES;

/** The world as one process sees it, whose call number `index` (from 1) of a store is interrupted. */
function interruptAt(inner: MemoryWorld, index: number, how: Interruption) {
  let calls = 0;
  let die: () => void = () => undefined;
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  async function call(carryOut: () => unknown): Promise<unknown> {
    calls += 1;
    if (calls < index || (calls > index && how !== 'died-before' && how !== 'died-after')) return carryOut();
    if (calls > index) return new Promise(() => undefined);
    if (how === 'answer-lost' || how === 'died-after') await carryOut();
    if (how === 'unavailable' || how === 'answer-lost') throw new Unavailable('The store did not answer.');
    die();
    return new Promise(() => undefined);
  }
  const stores = Object.fromEntries(
    STORES.map((name) => [
      name,
      new Proxy(inner[name], {
        get: (target, member) => {
          const method: unknown = Reflect.get(target, member);
          if (typeof method !== 'function') return method;
          return (...given: unknown[]) => call(() => Reflect.apply(method, target, given));
        },
      }),
    ]),
  );
  return { world: { ...inner, ...stores }, died, wasInterrupted: () => calls >= index };
}

async function finish(world: MemoryWorld): Promise<void> {
  for (let minute = 11; minute < 30; minute += 3) {
    world.clock.moveTo(new Date(START + minute * MINUTE).toISOString());
    await alertsOf(world).pass();
  }
}

/** What has become of it all; messages by their ids, since one whose record was lost is sent again. */
function endOf(world: MemoryWorld) {
  const incidents = incidentsOf(world).map(
    ({ ruleId, condition, state, resolution, causeCount, failingCount }) =>
      `${ruleId} ${condition} ${state} ${resolution ?? ''} ${causeCount} ${failingCount}`,
  );
  const told = [
    ...new Set(
      world.alertSender.sent.map(
        ({ message: { notice, rule, incident } }) =>
          `${notice} ${rule.ruleId} ${incident.condition} ${incident.group}`,
      ),
    ),
  ];
  return { incidents: incidents.toSorted(), told: told.toSorted() };
}

describe.each(Object.keys(PASSES).filter(isPass))('the pass %s', (pass) => {
  test.each(INTERRUPTIONS)('is harmless to be interrupted at any call: %s', async (how) => {
    const expected = await troubledWorld();
    await finish(expected);
    let index = 1;
    for (; ; index += 1) {
      const world = await troubledWorld();
      for (const before of passesBefore(pass)) await PASSES[before](world);
      const seen = interruptAt(world, index, how);
      const ended = PASSES[pass](seen.world).catch((error: unknown) => {
        if (!(error instanceof Unavailable)) throw error;
      });
      await Promise.race([ended, seen.died]);
      if (!seen.wasInterrupted()) break;
      await finish(world);
      expect({ index, ...endOf(world) }).toEqual({ index, ...endOf(expected) });
    }
    expect(index).toBeGreaterThan(8);
  });
});

function isPass(name: string): name is PassName {
  return name in PASSES;
}

function passesBefore(pass: PassName): readonly PassName[] {
  switch (pass) {
    case 'raise':
      return [];
    case 'sweep':
      return ['raise'];
    case 'deliver':
      return ['raise', 'sweep'];
  }
}
