import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleAlertRule, exampleIncident } from '../support/example-alert.ts';
import { openIncident } from '../support/example-alerts.ts';
import { runCommand, type CommandRun } from '../support/cli/run-command.ts';
import { serveRegistry, type ServedApp } from '../support/cli/serve-registry.ts';
import { registerIn } from '../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';

let world: MemoryWorld;
let served: ServedApp;
let deliveryId: string;
const { incidentId: ID, key } = exampleIncident();

beforeEach(async () => {
  world = createMemoryWorld('2026-03-10T12:00:00Z');
  ({ deliveryId } = await openIncident(world));
  const recipients = { type: 'recipients' } as const;
  await world.alertRules.create(exampleAlertRule({ channels: [...exampleAlertRule().channels, recipients] }));
  served = await serveRegistry(registerIn(world));
});

afterEach(() => served.stop());

function run(...args: readonly string[]): Promise<CommandRun> {
  return runCommand([...args, '--server', served.url]);
}

async function incident() {
  return (await world.incidents.get(ID))?.value;
}

const WHY = ['--reason', 'It is known.'];

describe('alerts', () => {
  test('are listed until they are resolved', async () => {
    const over = exampleIncident({ key: 'other', state: 'resolved' });
    await world.incidents.commit({ key: 'other', incident: { value: over, ifVersion: undefined } });

    const { stdout } = await run('alerts', 'list');

    expect(stdout).toMatch(new RegExp(`^${ID} +warning +open +run-failed +current-not-found +1 of 1 `, 'm'));
    expect(stdout).not.toContain('other-1');
    expect((await run('alerts', 'list', '--state', 'resolved')).stdout).toContain('other-1');
    expect((await run('get', 'alerts', '--json')).json).toHaveLength(2);
  });

  test('are shown with what happened to what', async () => {
    const { stdout } = await run('alerts', 'show', ID);

    expect(stdout).toMatch(/^failing: +1 of 1$/m);
    expect(stdout).toMatch(
      /job:churn-daily +churn-daily.20260301T060000Z +current-not-found: There is no file/,
    );
    expect((await run('describe', 'alert', ID)).stdout).toBe(stdout);
  });

  test('are acknowledged once, and the second who does so is told by whom', async () => {
    const first = await run('alerts', 'ack', ID, ...WHY);
    const second = await run('alerts', 'ack', ID, ...WHY, '--author', 'bob');

    expect(first).toMatchObject({ exitCode: 0, stdout: `Incident ${ID} is acknowledged by ada.\n` });
    expect(second.stdout).toBe(first.stdout);
  });

  test('need a reason to be acknowledged', async () => {
    expect(await run('alerts', 'ack', ID)).toMatchObject({ exitCode: 2 });
  });

  test('are muted until an instant as people write it, and unmuted', async () => {
    const muted = await run('alerts', 'mute', ID, '--until', '+4h', ...WHY);
    expect(muted.stdout).toBe(`Incident ${ID} is muted until 2026-03-10T16:00:00.000Z.\n`);
    expect(await incident()).toMatchObject({ mute: { author: 'ada', reason: 'It is known.' } });

    expect(await run('alerts', 'unmute', ID)).toMatchObject({ exitCode: 0 });
    expect((await incident())?.mute).toBeUndefined();
  });

  test('are resolved by hand, and then cannot be acknowledged', async () => {
    expect(await run('alerts', 'resolve', ID, ...WHY)).toMatchObject({ exitCode: 0 });

    const { exitCode, stderr } = await run('alerts', 'ack', ID, ...WHY);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('is resolved; it is too late for this');
  });

  test('have deliveries, of which one that was given up is sent again', async () => {
    const { stdout } = await run('alerts', 'deliveries', ID);
    expect(stdout).toMatch(/opened +email ops@example.com +sent +1 /);
    expect(stdout).toMatch(/webhook https:\/\/hooks.example.com\/evenkeel +given-up +12 .*answered 503/);

    expect(await run('alerts', 'retry', ID, deliveryId)).toMatchObject({ exitCode: 0 });
    expect((await run('alerts', 'deliveries', ID)).stdout).not.toContain('given-up');
  });

  test('that there are not are exit code 1', async () => {
    const { exitCode, stderr } = await run('alerts', 'show', `${key}-7`);

    expect(exitCode).toBe(1);
    expect(stderr).toContain(`There is no incident '${key}-7'.`);
  });
});

describe('alert rules', () => {
  test('are listed with what they look for and whom they tell', async () => {
    const { stdout } = await run('alert-rules', 'list');

    expect(stdout).toMatch(
      /^failures +retention +warning +run-failed +email ops@example.com, recipients +yes/m,
    );
    expect((await run('alert-rules', 'show', 'failures')).stdout).toMatch(/^quiet for: +1 h 0 min$/m);
  });

  test('are muted and unmuted', async () => {
    await run('alert-rules', 'mute', 'failures', '--until', '+1h', ...WHY);
    expect((await run('describe', 'alert-rule', 'failures')).stdout).toMatch(/^muted by: +ada$/m);

    await run('alert-rules', 'unmute', 'failures');
    expect((await run('describe', 'alert-rule', 'failures')).stdout).not.toContain('muted');
  });

  test('are tested, and one that cannot be sent is exit code 1', async () => {
    const good = await run('alert-rules', 'test', 'failures');
    expect(good).toMatchObject({ exitCode: 0 });
    expect(good.stdout).toMatch(/^email ops@example.com +sent/m);

    const reason = 'The server is down.';
    world.alertSender.answer = () => ({ outcome: 'not-sent', reason, isTransient: true });
    const bad = await run('alert-rules', 'test', 'failures');
    expect(bad.exitCode).toBe(1);
    expect(bad.stdout).toContain(reason);
    expect(bad.stderr).toContain('1 of 2 messages could not be sent.');
  });

  test('are deleted when that is agreed to', async () => {
    expect(await run('alert-rules', 'delete', 'failures')).toMatchObject({ exitCode: 2 });
    expect(await run('alert-rules', 'delete', 'failures', '--yes')).toMatchObject({ exitCode: 0 });
    expect((await run('alert-rules', 'list')).stderr).toContain('There are no such rules.');
  });
});
