import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { runCommand, type CommandRun } from '../../support/cli/run-command.ts';
import { serveRegistry, type ServedApp } from '../../support/cli/serve-registry.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';

let world: MemoryWorld;
let served: ServedApp;

beforeEach(async () => {
  world = createMemoryWorld('2026-11-21T00:00:00Z');
  served = await serveRegistry(registerIn(world));
});

afterEach(() => served.stop());

const SPEC = {
  conditions: [{ type: 'drift' }, { type: 'run-failed' }],
  channels: [{ type: 'recipients' }, { type: 'email', to: ['b@example.com', 'a@example.com'] }],
};

function rule(spec: object = SPEC, name = 'trouble'): string {
  const metadata = { name, valueStream: 'retention', tags: ['nightly'] };
  return stringify({ apiVersion: 'evenkeel/v1', kind: 'AlertRule', metadata, spec });
}

function run(args: readonly string[], input = ''): Promise<CommandRun> {
  return runCommand([...args, '--server', served.url], { input });
}

function apply(input: string, ...options: readonly string[]): Promise<CommandRun> {
  return run(['apply', '-f', '-', '--set', 'alerts', ...options], input);
}

describe('a document of an alert rule', () => {
  test('that leaves defaults out is made once, and unchanged from then on', async () => {
    expect((await apply(rule())).stdout).toContain('1 created');
    expect((await apply(rule())).stdout).toContain('1 unchanged');
    expect((await run(['diff', '-f', '-', '--set', 'alerts'], rule())).stdout).toBe('Nothing differs.\n');
    expect((await world.alertRules.get('trouble'))?.value).toMatchObject({
      ...{ generation: 1, tags: ['applied-by:alerts', 'nightly'] },
    });
  });

  test('changes what differs, and says what that is', async () => {
    await apply(rule());

    const { stdout } = await apply(rule({ ...SPEC, severity: 'critical' }));

    expect(stdout).toContain('~ /severity: "warning" -> "critical"');
    expect((await world.alertRules.get('trouble'))?.value.severity).toBe('critical');
  });

  test('leaves a rule muted that somebody has muted', async () => {
    await apply(rule());
    await run(['alert-rules', 'mute', 'trouble', '--until', '2026-11-22', '--reason', 'It is known.']);

    expect((await apply(rule())).stdout).toContain('1 unchanged');
    await apply(rule({ ...SPEC, severity: 'critical' }));
    expect((await world.alertRules.get('trouble'))?.value).toMatchObject({ mute: {}, severity: 'critical' });
  });

  test('with faults fails with their places in it, also in a dry run', async () => {
    const faulty = rule({ ...SPEC, channels: [{ type: 'email', to: ['nobody'] }], sound: 'loud' });

    for (const options of [[], ['--dry-run']]) {
      const { stdout, exitCode } = await apply(faulty, ...options);
      expect(exitCode).toBe(1);
      expect(stdout).toContain('! /spec/channels/0/to/0: must be an e-mail address');
      expect(stdout).toContain('! /spec/sound: is not a known field');
    }
  });

  test('that names a secret which is not there fails, with what to do', async () => {
    const { stdout, exitCode } = await apply(
      rule({ ...SPEC, channels: [{ type: 'slack', urlSecret: 'NONE' }] }),
    );

    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      "! /spec/channels/0/urlSecret: there is no secret 'NONE': set the app setting SECRETS__NONE",
    );
  });

  test('that names a job which is not there is applied, with a warning', async () => {
    const { stdout, exitCode } = await apply(rule({ ...SPEC, scope: { jobIds: ['none'] } }));

    expect(exitCode).toBe(0);
    expect(stdout).toContain("? /spec/scope/jobIds/0: there is no job 'none' in this value stream");
  });

  test('has no second place for what metadata says', async () => {
    const { stderr } = await apply(rule({ ...SPEC, ruleId: 'other' }));

    expect(stderr).toContain('/spec/ruleId: belongs in /metadata/name');
  });

  test('that is gone from its set is deleted with --prune, and one of nobody’s set is not', async () => {
    await apply(`${rule()}---\n${rule(SPEC, 'second')}`);
    await run(['apply', '-f', '-', '--set', 'others'], rule(SPEC, 'third'));

    const { stdout } = await apply(rule(), '--prune', '--yes');

    expect(stdout).toMatch(/^AlertRule +second +deleted/m);
    expect((await world.alertRules.all()).map(({ ruleId }) => ruleId).sort()).toEqual(['third', 'trouble']);
  });

  test('is what "get" prints, without the mark of its set', async () => {
    await apply(rule());

    const { stdout } = await run(['get', 'alert-rule', 'trouble', '--yaml']);

    expect(stdout).toContain('kind: AlertRule');
    expect(stdout).not.toContain('applied-by');
    expect((await apply(stdout)).stdout).toContain('1 unchanged');
  });
});
