import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { goodPackageName } from '../../infra/deploy/last-good.ts';
import { present } from '../support/present.ts';
import { ROOT, workflowOf, WORKFLOWS, type Step } from './read-workflows.ts';

const STEPS = WORKFLOWS.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).flatMap(([job, { steps }]) => steps.map((step) => ({ file, job, step }))),
);
const deploySteps = present(workflowOf('deploy-environment.yml').jobs['deploy']).steps;
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

function place(isMeant: (step: Step) => boolean): number {
  const index = deploySteps.findIndex(isMeant);
  if (index < 0) throw new Error('There is no such step.');
  return index;
}

const runs = (text: string) => place(({ run = '' }) => run.includes(text));

const isLogin = ({ uses = '' }: Step) => uses.startsWith('azure/login');

describe('every workflow', () => {
  test.each(STEPS.filter(({ step }) => step.uses !== undefined))(
    '$file takes $step.uses at one commit',
    ({ step }) => {
      expect(step.uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    },
  );

  test.each(WORKFLOWS)('$file says which release each commit is, the same everywhere', ({ text }) => {
    const lines = text.split('\n').filter((line) => /uses: [\w-]+\//.test(line));

    for (const line of lines) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const all = WORKFLOWS.flatMap((each) =>
      Array.from(each.text.matchAll(/uses: ([\w-]+\/[\w-]+)@(.*)$/gm), ([, name, at]) => `${name}@${at}`),
    );
    expect(new Set(all).size).toBe(new Set(all.map((each) => each.replace(/@.*/, ''))).size);
  });

  test.each(WORKFLOWS)('$file has no secret, and needs none', ({ text }) => {
    expect(text).not.toMatch(/secrets\b(?!\.\*)/);
    expect(text).not.toMatch(/publish-profile|client-secret|creds:|password|AccountKey|SharedAccessKey/i);
  });

  test.each(STEPS.filter(({ step }) => step.run !== undefined))(
    '$file puts nothing into the text of a script: $step.name',
    ({ step }) => {
      expect(step.run).not.toContain('${{');
    },
  );

  test.each(STEPS.filter(({ step }) => step.uses?.startsWith('actions/checkout')))(
    '$file keeps no credential in the clone of $job',
    ({ step }) => {
      expect(step.with?.['persist-credentials']).toBe(false);
    },
  );

  test.each(WORKFLOWS)('$file ends each of its jobs in a time', ({ workflow }) => {
    for (const job of Object.values(workflow.jobs)) {
      if (job.uses === undefined) expect(job['timeout-minutes']).toBeLessThanOrEqual(180);
      const all = job.steps.reduce((sum, step) => sum + (step['timeout-minutes'] ?? 0), 0);
      // A step that is too late has failed, so that the steps after it can roll back; a job would be cut off.
      if (job.steps.some(({ run = '' }) => run.startsWith('az ')))
        expect(all).toBeLessThan(job['timeout-minutes'] ?? 0);
    }
  });

  test('is given no right that it does not need', () => {
    const given = WORKFLOWS.map(({ file, workflow }) => [
      file,
      workflow.permissions,
      Object.fromEntries(
        Object.entries(workflow.jobs).flatMap(([name, job]) =>
          job.permissions ? [[name, job.permissions]] : [],
        ),
      ),
    ]);
    const azure = { contents: 'read', actions: 'read', 'id-token': 'write' };

    expect(given).toEqual([
      ['check.yml', { contents: 'read' }, {}],
      ['deploy-environment.yml', {}, { deploy: azure }],
      ['deploy.yml', { contents: 'read' }, { dev: azure, staging: azure, production: azure }],
      ['rollback.yml', {}, { rollback: azure }],
    ]);
  });

  test.each(STEPS.filter(({ step }) => step.run !== undefined))(
    '$file calls scripts and names files that there are: $step.name',
    ({ step: { run = '' } }) => {
      for (const [, script = ''] of run.matchAll(/npm run (?:-s )?([\w:-]+)/g))
        expect(scripts).toHaveProperty(script);
      for (const [path] of run.matchAll(/\.ci\/\w+/g)) expect(existsSync(join(ROOT, path)), path).toBe(true);
    },
  );
});

describe('check.yml', () => {
  test('is for every change, and for what deploys', () => {
    expect(Object.keys(workflowOf('check.yml').on)).toEqual([
      'pull_request',
      'merge_group',
      'push',
      'workflow_call',
    ]);
  });

  test('does what a contributor does, on what others sent, without any right to write', () => {
    const { steps } = present(workflowOf('check.yml').jobs['check']);

    expect(steps.at(-1)?.run).toBe('.ci/run');
  });
});

describe('deploy.yml', () => {
  const { on, jobs } = workflowOf('deploy.yml');

  test('is for what has landed, and for a person who asks', () => {
    expect(on).toEqual({ push: { branches: ['main'] }, workflow_dispatch: null });
  });

  test('checks, packs once, and goes from one environment to the next', () => {
    const order = Object.entries(jobs).map(([name, { needs, uses = '' }]) => [name, needs, uses]);
    const deploys = './.github/workflows/deploy-environment.yml';

    expect(order).toEqual([
      ['check', [], './.github/workflows/check.yml'],
      ['package', ['check'], ''],
      ['dev', ['package'], deploys],
      ['staging', ['package', 'dev'], deploys],
      ['production', ['package', 'staging'], deploys],
    ]);
    for (const name of ['dev', 'staging', 'production']) {
      expect(jobs[name]?.with).toEqual({
        environment: name,
        version: '${{ needs.package.outputs.version }}',
      });
    }
  });
});

describe('deploy-environment.yml', () => {
  const { on, jobs } = workflowOf('deploy-environment.yml');
  const job = present(jobs['deploy']);

  test('is called by others only, for an environment that has to approve', () => {
    expect(Object.keys(on)).toEqual(['workflow_call']);
    expect(job.environment).toBe('${{ inputs.environment }}');
  });

  test('deploys to an environment once at a time, and is not cut off by the next', () => {
    const concurrency = { group: 'deploy-${{ inputs.environment }}', 'cancel-in-progress': false };

    expect(job.concurrency).toEqual(concurrency);
    expect(workflowOf('rollback.yml').jobs['rollback']?.concurrency).toEqual(concurrency);
  });

  test('logs in with the identity of the environment, which is no secret', () => {
    for (const login of deploySteps.filter(isLogin)) {
      expect(login.with).toEqual({
        'client-id': '${{ vars.AZURE_CLIENT_ID }}',
        'tenant-id': '${{ vars.AZURE_TENANT_ID }}',
        'subscription-id': '${{ vars.AZURE_SUBSCRIPTION_ID }}',
      });
    }
  });

  test.each(['--src package/package.zip', 'az account get-access-token', '--src good/package.zip'])(
    'logs in anew for what may come after the login is believed no more: %s',
    (text) => {
      const at = runs(text);

      expect(isLogin(present(deploySteps[at - 1]))).toBe(true);
      expect(deploySteps[at - 1]?.if).toBe(deploySteps[at]?.if);
    },
  );

  test('compiles, shows, deploys the infrastructure, waits, deploys the code, and looks, in this order', () => {
    const order = [
      runs('az bicep build'),
      runs('az deployment group what-if'),
      runs('az deployment group create'),
      runs('deploy -- settle'),
      runs('--src package/package.zip'),
      runs('deploy -- smoke-test --url "$URL" --version "$VERSION"'),
      runs('cli -- doctor'),
      place((step) => step.name === 'Keep the package as good'),
      place((step) => step.id === 'fetch'),
      runs('--src good/package.zip'),
      runs('--version "$(cat good/package-version.txt)"'),
    ];

    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(runs('az bicep lint')).toBe(order[0]);
  });

  test('knows what to roll back to before it touches anything', () => {
    expect(runs('deploy -- last-good')).toBeLessThan(place(({ uses = '' }) => uses.startsWith('azure/')));
  });

  test.each([
    ['', true],
    ['99', true],
    ['100', true],
    ['101', false],
  ])('goes on where the last good package is of run %j, as run 100: %s', (lastGood, goesOn) => {
    const at = runs('LAST_GOOD:-0');
    const { run = '' } = present(deploySteps[at]);
    const { status } = spawnSync('bash', ['-e', '-c', run], {
      env: { LAST_GOOD: lastGood, GITHUB_RUN_ID: '100', ENVIRONMENT: 'dev' },
    });

    expect(status === 0).toBe(goesOn);
    expect(at).toBeLessThan(place(isLogin));
  });

  test('rolls back on any failure from the code on, and on none before', () => {
    const conditions = deploySteps.slice(runs('az deployment group create')).map((step) => step.if);
    const before = conditions.slice(0, 8);
    const after = conditions.slice(8);

    expect(before).toEqual(before.map(() => undefined));
    expect(after).toEqual([
      "failure() && steps.code.outcome != 'skipped' && steps.last-good.outputs.run-id != ''",
      "failure() && steps.fetch.outcome == 'success'",
      "failure() && steps.fetch.outcome == 'success'",
      "failure() && steps.rollback.outcome == 'success'",
      "failure() && steps.code.outcome != 'skipped' && steps.last-good.outputs.run-id == ''",
    ]);
  });

  test('keeps a package under the name by which it is found', () => {
    const kept = deploySteps[place((step) => step.name === 'Keep the package as good')];
    const fetched = deploySteps[place((step) => step.id === 'fetch')];

    const name = goodPackageName('${{ inputs.environment }}');
    expect([kept?.with?.['name'], fetched?.with?.['name']]).toEqual([name, name]);
  });

  test('shows no token', () => {
    const { run = '' } = deploySteps[runs('cli -- doctor')] ?? {};

    expect(run.indexOf('::add-mask::$token')).toBeGreaterThan(0);
    expect(run.indexOf('::add-mask::$token')).toBeLessThan(run.indexOf('EVENKEEL_TOKEN'));
  });

  test('refers to steps that there are', () => {
    const ids = new Set(deploySteps.map(({ id }) => id));
    const text = present(WORKFLOWS.find(({ file }) => file === 'deploy-environment.yml')).text;

    for (const [, id] of text.matchAll(/steps\.([\w-]+)\./g)) expect(ids).toContain(id);
  });

  test.skipIf(!existsSync(join(ROOT, 'infra/parameters')))(
    'has parameters for each environment, and their variables',
    () => {
      for (const environment of ['dev', 'staging', 'production']) {
        const text = readFileSync(join(ROOT, `infra/parameters/${environment}.bicepparam`), 'utf8');
        const read = Array.from(text.matchAll(/readEnvironmentVariable\('(\w+)'/g), ([, name]) => name);

        expect(Object.keys(job.env ?? {})).toEqual(expect.arrayContaining(read));
      }
    },
  );
});

describe('rollback.yml', () => {
  test('is for a person who asks, and touches the code alone', () => {
    const { on, jobs } = workflowOf('rollback.yml');
    const steps = present(jobs['rollback']).steps.map(({ run = '' }) => run);

    expect(Object.keys(on)).toEqual(['workflow_dispatch']);
    expect(steps.filter((run) => run.includes('az deployment'))).toEqual([]);
    expect(steps.findLast((run) => run !== '')).toContain('smoke-test');
  });

  test('keeps what it went back to as the last good package, after its smoke test', () => {
    const last = present(workflowOf('rollback.yml').jobs['rollback']?.steps.at(-1));

    expect(last.uses).toMatch(/^actions\/upload-artifact@/);
    expect(last.with?.['name']).toBe(goodPackageName('${{ inputs.environment }}'));
  });
});
