import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { alertEvent } from '../../shared/contracts/alert-event.ts';
import { ALERT_CONDITIONS } from '../../shared/domain/alert/alert-condition.ts';
import { isSignedWith } from '../support/http/verify-webhook.ts';
import { scoresCsv, upload } from '../support/stack-data.ts';
import { AlertWorld, SIGNING_SECRET } from './alert-world.ts';
import { PATIENCE, PATIENCE_MS } from '../support/patience.ts';

/** What the subject of each mail begins with, and what its text has to say. */
const TOLD = {
  drift: ['Model m drifts: PSI ', 'evenkeel stability show m drifting.'],
  'run-failed': ['Job failing failed: current-not-found', 'datasets/failing.csv'],
  'retries-exhausted': ['Job exhausted failed after 2 attempts: current-not-found', 'Attempts  2'],
  late: ['Job tardy began ', 'dispatcher-down'],
  missed: ['Job missing missed 2 slots: catch-up-skip', 'evenkeel jobs backfill missing --from '],
  'no-success': ['Job idle: no run has succeeded yet', 'one within 1 s'],
  'job-paused': ['Job pausing is paused: ', 'evenkeel jobs resume pausing '],
  'dead-letter': [
    'Job poisoned: a message was given up: MaxDeliveryCountExceeded',
    'MaxDeliveryCountExceeded, after ',
  ],
  'lock-broken': ['Lock loans was broken by ada', 'the host is gone'],
} as const;

describe('alerts on the local stack', () => {
  let world: AlertWorld;

  beforeAll(async () => {
    world = await AlertWorld.start();
    await world.saveRules();
    // From here on the feed is followed.
    await world.pass();
    await world.makeTroubles();
    world.hooks.answer(500);
  });

  afterAll(() => world.stop());

  function mailsTo(name: string) {
    return world.mails.mails.filter(({ recipients }) => recipients.includes(`${name}@example.com`));
  }

  test('tell nobody while nobody can be told, and fail no run', async () => {
    // Whoever has it may be another one by the time that it is to be broken.
    await vi.waitFor(async () => {
      const lock = await fetch(`${world.stack.url}/api/locks/loans`);
      expect(await lock.json()).toMatchObject({ state: 'held' });
      const request = { author: 'ada', reason: 'the host is gone' };
      await world.ask('locks/loans/break', request, { 'if-match': lock.headers.get('etag') ?? '' });
    }, PATIENCE);

    await vi.waitFor(async () => {
      await world.pass();
      const deliveries = await world.deliveries();
      expect(deliveries).toHaveLength(2 * ALERT_CONDITIONS.length);
      expect(deliveries.every(({ attempts, state }) => attempts >= 1 && state === 'pending')).toBe(true);
    }, PATIENCE);

    const reasons = new Set((await world.deliveries()).map(({ lastFailure }) => lastFailure?.reason));
    expect([...reasons].sort()).toEqual([
      'The mail server cannot be reached; see SMTP__host and SMTP__port.',
      `The webhook at ${world.hooks.origin.slice('http://'.length)} answered 500.`,
    ]);
    expect(await world.client.firstFinishedRun('drifting', PATIENCE_MS)).toMatchObject({
      state: 'succeeded',
    });
  });

  test('tell everybody once when they can be told again', async () => {
    await world.startMails();
    world.hooks.answer(204);
    await world.endPauses();
    await world.pass();
    await world.pass();

    expect((await world.deliveries()).map(({ state }) => state)).toEqual(
      Array.from({ length: 2 * ALERT_CONDITIONS.length }, () => 'sent'),
    );
    expect(world.mails.mails).toHaveLength(ALERT_CONDITIONS.length);
  });

  test.each(ALERT_CONDITIONS)('tell of %s by mail', (condition) => {
    const [title, text] = TOLD[condition];

    const [mail] = mailsTo(condition);

    expect(mail?.content.subject).toContain(`[Evenkeel] warning: ${title}`);
    expect(mail?.content.text).toContain(text);
    expect(mail?.content.text).toContain('https://evenkeel.example/');
  });

  test.each(ALERT_CONDITIONS)('tell of %s by a signed webhook, under one id however often', (condition) => {
    const received = world.hooks.received.filter(({ path }) => path === `/${condition}`);

    expect(received.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(received.every((request) => isSignedWith(SIGNING_SECRET, request, Date.now()))).toBe(true);
    expect(alertEvent.parse(JSON.parse(received[0]?.body ?? ''))).toMatchObject({
      type: 'com.evenkeel.alert.opened',
      data: { rule: { ruleId: condition }, subjects: [{ condition }] },
    });
  });

  test('can be tried out by a person, on every channel of a rule', async () => {
    const answer = await world.ask('alert-rules/drift/test', { author: 'ada', reason: 'Does it arrive?' });

    expect(answer).toMatchObject({ channels: [{ outcome: 'sent' }, { outcome: 'sent' }] });
    expect(mailsTo('drift').at(-1)?.content.subject).toBe('[Evenkeel] test: Rule drift reaches this channel');
    const { body } = world.hooks.received.at(-1) ?? {};
    expect(alertEvent.parse(JSON.parse(body ?? ''))).toMatchObject({ type: 'com.evenkeel.alert.test' });
  });

  test('tell when it is over, in the thread of its beginning', async () => {
    await upload(world.stack, 'datasets/failing.csv', scoresCsv(1000));
    await world.ask('jobs/failing/runs', { author: 'ada', reason: 'The file is there.' });

    const mail = await vi.waitFor(async () => {
      await world.pass();
      const [, resolved] = mailsTo('run-failed');
      expect(resolved?.content.subject).toContain('[Evenkeel] resolved after ');
      return resolved;
    }, PATIENCE);

    expect(mail?.content.references).toBe(mailsTo('run-failed')[0]?.content.references);
    expect(mail?.content.messageId).not.toBe(mailsTo('run-failed')[0]?.content.messageId);
  });
});
