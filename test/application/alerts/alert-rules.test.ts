import { beforeEach, describe, expect, test } from 'vitest';
import {
  createAlertChanges,
  type AlertChanges,
} from '../../../shared/application/alerts/create-alert-changes.ts';
import type { ExpectedVersions } from '../../../shared/application/save-calendar.ts';
import type { AlertRuleDefinition } from '../../../shared/domain/alert/alert-rule.ts';
import { definitionOfRule } from '../../../shared/domain/alert/defined-rule.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { exampleAlertRule } from '../../support/example-alert.ts';
import { at, exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { exampleModel } from '../../support/example-model.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';

const ADA = { author: 'ada', reason: 'The rule is new.' };
const RULE = definitionOfRule(exampleAlertRule());
const MUTE = { until: at('2026-03-02T00:00:00Z'), author: 'bob', reason: 'It is known.' };

let world: MemoryWorld;
let changes: AlertChanges;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  changes = createAlertChanges(world);
});

function save(definition: AlertRuleDefinition = RULE, expected?: ExpectedVersions) {
  return changes.saveAlertRule(definition, expected, ADA);
}

async function stored() {
  return present(await world.alertRules.get('failures'));
}

/** What the audit log tells of changes of one kind. */
async function entries(wanted: string): Promise<unknown[]> {
  const { items } = await world.audit.list('alert-rule:failures', { limit: 50 });
  const found = items.filter(({ action }) => action === wanted).reverse();
  return found.map(({ outcome, author }) => [outcome, author]);
}

/** Pointers of what is wrong. */
async function faultsOf(saving: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await saving.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return error instanceof InvalidInput ? error.issues.map(({ pointer }) => pointer) : [];
}

describe('saving a rule', () => {
  test('defines one that is new', async () => {
    expect(await save()).toMatchObject({ outcome: 'created', value: { ...RULE, generation: 1 } });
  });

  test('changes nothing by the same definition, whatever version is expected', async () => {
    await save();

    expect(await save(RULE, ['"old"'])).toMatchObject({ outcome: 'unchanged', value: { generation: 1 } });
    expect(await entries('replace')).toEqual([]);
  });

  test('needs to be told which version is replaced', async () => {
    await save();
    const other = { ...RULE, severity: 'critical' } as const;

    expect(await save(other)).toEqual({ outcome: 'version-required' });
    expect(await save(other, ['"old"'])).toEqual({ outcome: 'version-mismatch' });
    expect(await save(other, '*')).toMatchObject({ outcome: 'replaced', value: { generation: 2 } });
  });

  test('defines none where a version is expected', async () => {
    expect(await save(RULE, '*')).toEqual({ outcome: 'version-mismatch' });
  });

  test('leaves a rule muted that is', async () => {
    await save();
    await changes.muteAlertRule('failures', MUTE, undefined);

    await save({ ...RULE, severity: 'critical' }, '*');

    expect((await stored()).value).toMatchObject({ severity: 'critical', mute: MUTE });
  });

  test('leaves a rule in its value stream', async () => {
    await save();

    expect(await faultsOf(save({ ...RULE, valueStream: 'growth' }, '*'))).toEqual(['/valueStream']);
    expect((await stored()).value.valueStream).toBe('retention');
  });

  test('refuses secrets that there are not, every one, and stores nothing', async () => {
    const url = 'https://hooks.example.com/x';
    const channels = [
      { type: 'webhook', url, signingSecret: 'NONE' },
      { type: 'email', to: ['ops@example.com'] },
      { type: 'slack', urlSecret: 'NOR_THIS' },
      { type: 'teams', urlSecret: 'THERE' },
    ] as const;
    world.secrets.set('THERE', 'https://teams.example.com/secret');

    expect(await faultsOf(save({ ...RULE, channels }))).toEqual([
      '/channels/0/signingSecret',
      '/channels/2/urlSecret',
    ]);
    expect(await world.alertRules.get('failures')).toBeUndefined();
  });

  test('warns in the same words of jobs and models that nobody has, that are gone, and that others have', async () => {
    await world.jobs.create(exampleJob({ jobId: jobIdFrom('own') }));
    await world.jobs.create(exampleJob({ jobId: jobIdFrom('gone'), state: 'deleted' }));
    await world.jobs.create(exampleJob({ jobId: jobIdFrom('theirs'), valueStream: 'growth' }));
    await world.models.create(exampleModel());
    await world.models.create(exampleModel({ modelId: 'upsell', valueStream: 'growth' }));
    const jobIds = ['own', 'gone', 'theirs', 'none'].map(jobIdFrom);

    const saved = await save({ ...RULE, scope: { jobIds, modelIds: ['churn', 'upsell', 'none'] } });

    const said = 'warnings' in saved ? saved.warnings : [];
    expect(said.map(({ pointer }) => pointer)).toEqual([
      ...['/scope/jobIds/1', '/scope/jobIds/2', '/scope/jobIds/3'],
      ...['/scope/modelIds/1', '/scope/modelIds/2'],
    ]);
    const words = said.map(({ message }) => message.replace(/'.*'/, '').replace('model', 'job'));
    expect(new Set(words).size).toBe(1);
  });

  test('warns of a condition that no job of its scope can meet', async () => {
    const conditions = [{ type: 'missed' }, { type: 'lock-broken' }] as const;

    const whole = await save({ ...RULE, conditions });
    const narrowed = await save({ ...RULE, conditions, scope: { tags: ['gold'] } }, '*');

    expect(whole).toMatchObject({ warnings: [] });
    expect(narrowed).toMatchObject({ warnings: [{ code: 'never-met', pointer: '/conditions/1' }] });
  });

  test('loses no change of twenty editors at once', async () => {
    await save({ ...RULE, description: '0' });

    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (;;) {
          const { value, version } = await stored();
          const description = String(Number(value.description) + 1);
          const { outcome } = await save({ ...RULE, description }, [version]);
          if (outcome === 'replaced') return;
        }
      }),
    );

    expect((await stored()).value).toMatchObject({ description: '20', generation: 21 });
  });

  test('is in the audit log, with the version that it made', async () => {
    const saved = await save();

    const { items } = await world.audit.list('alert-rule:failures', { limit: 1 });

    expect(items).toMatchObject([
      { outcome: 'done', version: 'version' in saved && saved.version, after: RULE, ...ADA },
    ]);
  });
});

describe('deleting a rule', () => {
  test('happens once', async () => {
    await save();

    const both = await Promise.all([1, 2].map(() => changes.deleteAlertRule('failures', undefined, ADA)));

    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['deleted', 'not-found']);
  });

  test('leaves one that is at another version than is expected', async () => {
    await save();

    expect(await changes.deleteAlertRule('failures', ['"old"'], ADA)).toEqual({
      outcome: 'version-mismatch',
    });
    expect(await world.alertRules.get('failures')).toBeDefined();
  });
});

describe('muting a rule', () => {
  beforeEach(async () => {
    await save();
  });

  test('keeps until when, by whom and why, and the generation', async () => {
    expect(await changes.muteAlertRule('failures', MUTE, undefined)).toMatchObject({
      outcome: 'changed',
      value: { mute: MUTE, generation: 1 },
    });
  });

  test('twice is one change', async () => {
    const first = await changes.muteAlertRule('failures', MUTE, undefined);

    expect(await changes.muteAlertRule('failures', MUTE, undefined)).toEqual(first);
    expect(await entries('mute')).toEqual([
      ['asked', 'bob'],
      ['done', 'bob'],
    ]);
  });

  test('and an edit at the same time are both kept', async () => {
    const { version } = await stored();

    const [muted, saved] = await Promise.all([
      changes.muteAlertRule('failures', MUTE, undefined),
      save({ ...RULE, severity: 'critical' }, [version]),
    ]);

    expect(muted.outcome).toBe('changed');
    // Whoever names a version is told that it is another one by now.
    if (saved.outcome === 'version-mismatch') await save({ ...RULE, severity: 'critical' }, '*');
    expect((await stored()).value).toMatchObject({ severity: 'critical', mute: MUTE });
  });

  test('at another version than is expected is refused', async () => {
    expect(await changes.muteAlertRule('failures', MUTE, ['"old"'])).toEqual({ outcome: 'version-mismatch' });
  });

  test('ends by unmuting, which twice is one change', async () => {
    await changes.muteAlertRule('failures', MUTE, undefined);

    await changes.unmuteAlertRule('failures', ADA, undefined);
    await changes.unmuteAlertRule('failures', ADA, undefined);

    expect((await stored()).value.mute).toBeUndefined();
    expect(await entries('unmute')).toHaveLength(2);
  });

  test('of one that there is not is told', async () => {
    expect(await changes.muteAlertRule('none', MUTE, undefined)).toEqual({ outcome: 'not-found' });
    expect(await changes.unmuteAlertRule('none', ADA, undefined)).toEqual({ outcome: 'not-found' });
  });
});

describe('testing a rule', () => {
  const slack = { type: 'slack', urlSecret: 'SLACK' } as const;

  beforeEach(async () => {
    world.secrets.set('SLACK', 'https://hooks.slack.com/services/T/B/x');
    await save({ ...RULE, channels: [...RULE.channels, { type: 'recipients' }, slack], isEnabled: false });
  });

  test('sends to each channel, and says what became of it', async () => {
    world.alertSender.answer = (_message, { type }) =>
      type === 'slack'
        ? { outcome: 'not-sent', reason: 'The receiver answered 404.', isTransient: false }
        : { outcome: 'sent' };

    const tests = present(await changes.testAlertRule('failures', ADA));

    expect(tests.map(({ channel: { type }, outcome }) => [type, outcome])).toEqual([
      ['email', 'sent'],
      ['recipients', 'not-tested'],
      ['slack', 'not-sent'],
    ]);
    expect(tests[2]?.reason).toBe('The receiver answered 404.');
    expect(world.alertSender.sent.map(({ message: { notice } }) => notice)).toEqual(['test']);
  });

  test('raises no incident, and has a message of its own each time', async () => {
    await changes.testAlertRule('failures', ADA);
    await changes.testAlertRule('failures', ADA);

    expect((await world.incidents.list({}, { limit: 10 })).items).toEqual([]);
    expect(new Set(world.alertSender.sent.map(({ message: { deliveryId } }) => deliveryId)).size).toBe(4);
  });

  test('is in the audit log', async () => {
    await changes.testAlertRule('failures', ADA);

    expect(await entries('test')).toEqual([
      ['asked', 'ada'],
      ['done', 'ada'],
    ]);
  });
});
