import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ControlPlaneFault } from '../../../local/edge-agent/control-plane.ts';
import { EdgeAgent, type AgentEnd } from '../../../local/edge-agent/edge-agent.ts';
import type { EdgeMake } from '../../../local/edge-agent/edge-book.ts';
import { ProcessMemory } from '../../../local/edge-agent/edge-memory.ts';
import { steadyPower } from '../../../local/edge-agent/power-curve.ts';
import { ManualTime } from '../../support/manual-time.ts';
import { StandInControlPlane } from './stand-in-control-plane.ts';

const SECOND = 1_000;
const EDGE: EdgeMake = { name: 'e.1', power: steadyPower(10), capacity: 1, labels: { zone: 'roof' } };

describe('EdgeAgent', () => {
  let time: ManualTime;
  let plane: StandInControlPlane;
  let memory: ProcessMemory;
  let lines: string[];
  let started: { readonly agent: EdgeAgent; readonly ended: Promise<AgentEnd> }[];

  beforeEach(() => {
    time = new ManualTime('2026-03-01T06:00:00Z');
    plane = new StandInControlPlane();
    memory = new ProcessMemory();
    lines = [];
    started = [];
  });

  afterEach(async () => {
    for (const { agent } of started) agent.crash();
    await Promise.all(started.map(({ ended }) => ended));
  });

  function start(instanceId = 'first-one', edges: readonly EdgeMake[] = [EDGE]) {
    const agent = new EdgeAgent(edges, {
      ...{ controlPlane: plane, memory, instanceId, pause: time.pause },
      now: () => time.now(),
      random: () => 1,
      log: (line) => {
        lines.push(line);
      },
    });
    const running = { agent, ended: agent.run() };
    started.push(running);
    return running;
  }

  test('registers its edges with the power they have', async () => {
    start();
    await time.pass(0);

    expect(plane.registrations).toEqual([
      {
        instanceId: 'first-one',
        edges: [{ edge: 'e.1', availableWatts: 10, capacity: 1, labels: { zone: 'roof' } }],
      },
    ]);
  });

  test('spends its power on what it is to do, and tells how far it is', async () => {
    start();
    plane.desire('e.1', { 'o~1': 1_000 });
    await time.pass(11 * SECOND);

    expect(plane.toldOf('o~1')).toEqual({ spentWattSeconds: 105, state: 'running' });
    expect(plane.reports.at(-1)).toMatchObject({ session: 1, obeys: 1 });
  });

  test('tells that a chunk is done as soon as it is, and not with its next report', async () => {
    start();
    plane.reportEverySeconds = 600;
    plane.desire('e.1', { 'o~1': 42 });
    await time.pass(4_300);

    expect(plane.toldOf('o~1')).toEqual({ spentWattSeconds: 42, state: 'done' });
  });

  test('tells what is done until it is not desired any more', async () => {
    start();
    plane.desire('e.1', { 'o~1': 10 });
    await time.pass(20 * SECOND);
    const last = plane.reports.at(-1)?.edges[0]?.chunks;
    plane.desire('e.1', {});
    await time.pass(SECOND);

    expect(last).toEqual([{ chunkId: 'o~1', spentWattSeconds: 10, state: 'done' }]);
    expect(plane.reports.at(-1)?.edges[0]?.chunks).toEqual([]);
  });

  test('hears at once of new work while it has nothing to report', async () => {
    start();
    plane.reportEverySeconds = 600;
    await time.pass(20 * SECOND);
    plane.desire('e.1', { 'o~1': 10 });
    await time.pass(2 * SECOND);

    expect(plane.toldOf('o~1')).toEqual({ spentWattSeconds: 10, state: 'done' });
  });

  test('drops what is taken from it and goes on with what it is given', async () => {
    start();
    plane.desire('e.1', { 'o~1': 1_000 });
    await time.pass(6 * SECOND);
    plane.desire('e.1', { 'o~2': 1_000 });
    await time.pass(5 * SECOND);

    expect(plane.reports.at(-1)?.edges[0]?.chunks?.map(({ chunkId }) => chunkId)).toEqual(['o~2']);
  });

  test('numbers its reports without a gap or a repeat', async () => {
    start();
    await time.pass(60 * SECOND);

    const numbers = plane.reports.map(({ sequence }) => sequence);
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test('waits longer and longer for a control plane that is away, and says so ever less often', async () => {
    plane.isAway = true;
    start();
    await time.pass(0);
    const first = lines.length;
    await time.pass(600 * SECOND);

    expect(first).toBe(1);
    expect(lines.length).toBeLessThan(7);

    plane.isAway = false;
    await time.pass(30 * SECOND);
    expect(plane.registrations).toHaveLength(1);
    expect(lines.at(-1)).toBe('The control plane answers again.');
  });

  test('stops spending when it has had no answer for the time of its lease', async () => {
    const { agent } = start();
    plane.desire('e.1', { 'o~1': 10_000 });
    await time.pass(10 * SECOND);
    const before = agent.summary.spentWattSeconds;
    plane.isAway = true;
    await time.pass(200 * SECOND);
    plane.isAway = false;
    await time.pass(30 * SECOND);

    // What it spent until its lease ended, and in at most 30 s since it has heard again; not in the 170 s between.
    const spent = agent.summary.spentWattSeconds - before;
    expect(spent).toBeGreaterThanOrEqual(300);
    expect(spent).toBeLessThanOrEqual(10 * (30 + 30 + 1));
  });

  test('goes on after a crash from what it has told, and never tells less', async () => {
    const first = start();
    plane.desire('e.1', { 'o~1': 10_000 });
    await time.pass(23 * SECOND);
    first.agent.crash();
    const told = plane.toldOf('o~1')?.spentWattSeconds ?? 0;
    await time.pass(100 * SECOND);

    start('second-one');
    await time.pass(SECOND);
    const again = plane.toldOf('o~1')?.spentWattSeconds ?? 0;

    expect(told).toBeGreaterThan(200);
    expect(again).toBeGreaterThanOrEqual(told);
    // Nothing was spent while it was not there.
    expect(again).toBeLessThanOrEqual(told + 10);
  });

  test('goes on from what the control plane knows when its own memory is gone', async () => {
    const first = start();
    plane.desire('e.1', { 'o~1': 10_000 });
    await time.pass(23 * SECOND);
    first.agent.crash();
    const told = plane.toldOf('o~1')?.spentWattSeconds ?? 0;

    memory = new ProcessMemory();
    start('second-one');
    await time.pass(SECOND);

    expect(plane.toldOf('o~1')?.spentWattSeconds).toBeGreaterThanOrEqual(told);
  });

  test('ends when another process has its name', async () => {
    const { ended } = start();
    await time.pass(0);
    plane.faults.push(new ControlPlaneFault('superseded', 'Another has it.'));
    await time.pass(10 * SECOND);

    expect(await ended).toBe('superseded');
  });

  test('registers again with a control plane that does not know it', async () => {
    start();
    plane.desire('e.1', { 'o~1': 10_000 });
    await time.pass(12 * SECOND);
    plane.faults.push(new ControlPlaneFault('unknown-agent', 'Who?'));
    await time.pass(12 * SECOND);

    expect(plane.registrations.map(({ instanceId }) => instanceId)).toEqual(['first-one', 'first-one']);
    expect(plane.reports.at(-1)?.session).toBe(2);
    expect(plane.toldOf('o~1')?.spentWattSeconds).toBeGreaterThan(200);
  });

  test('gives back what is not done when it leaves', async () => {
    const { agent, ended } = start();
    plane.desire('e.1', { 'o~1': 1_000 });
    await time.pass(7_500);
    agent.leave();
    await time.pass(0);

    expect(await ended).toBe('left');
    expect(plane.reports.at(-1)?.edges).toMatchObject([
      { isLeaving: true, availableWatts: 0, chunks: [{ chunkId: 'o~1', state: 'failed' }] },
    ]);
  });

  test('leaves also when nobody is there to be told', async () => {
    const { agent, ended } = start();
    await time.pass(SECOND);
    plane.isAway = true;
    agent.leave();
    await time.pass(0);

    expect(await ended).toBe('left');
    expect(lines.at(-1)).toBe('It could not say that it leaves. It is away.');
  });

  test('gives back what its battery is too empty for', async () => {
    start('first-one', [{ ...EDGE, budgetWattSeconds: 25 }]);
    plane.desire('e.1', { 'o~1': 100 });
    await time.pass(8 * SECOND);

    expect(plane.toldOf('o~1')).toEqual({ spentWattSeconds: 25, state: 'failed' });
    expect(plane.reports.at(-1)?.edges).toMatchObject([{ availableWatts: 0, budgetWattSeconds: 0 }]);
  });

  test('leaves an edge that has fallen silent out of its reports, and spends nothing for it', async () => {
    const { agent } = start('first-one', [EDGE, { ...EDGE, name: 'e.2' }]);
    plane.desire('e.1', { 'o~1': 1_000 });
    await time.pass(11 * SECOND);
    agent.silence('e.1', true);
    await time.pass(10 * SECOND);
    const meanwhile = plane.reports.at(-1)?.edges.map(({ edge }) => edge);
    agent.silence('e.1', false);
    await time.pass(10 * SECOND);

    expect(meanwhile).toEqual(['e.2']);
    expect(plane.toldOf('o~1')?.spentWattSeconds).toBeLessThan(220);
  });

  test('holds several edges, each with its own work', async () => {
    start('first-one', [EDGE, { ...EDGE, name: 'e.2', power: steadyPower(30) }]);
    plane.desire('e.1', { 'o~1': 1_000 });
    plane.desire('e.2', { 'o~2': 1_000 });
    await time.pass(11 * SECOND);

    expect(plane.toldOf('o~1')).toEqual({ spentWattSeconds: 105, state: 'running' });
    expect(plane.toldOf('o~2')).toEqual({ spentWattSeconds: 315, state: 'running' });
  });
});
