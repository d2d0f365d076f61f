import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FAILURES_RULE } from '../../support/example-alerts.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  world.secrets.set('HOOK_KEY', 'whsec_this-is-secret');
  world.secrets.set('TEAMS_URL', 'https://teams.example.com/this-is-secret');
  app = registerIn(world);
});

interface Sent {
  readonly ruleId?: string;
  readonly headers?: Record<string, string>;
}

function call(name: string, body: object | undefined, { ruleId = 'failures', headers = {} }: Sent = {}) {
  return app.call(name, {
    params: { ruleId },
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function save(changes: object = {}, sent: Sent = {}): Promise<Answer> {
  return call('saveAlertRule', { ...FAILURES_RULE, ...changes }, sent);
}

function faultsOf(answer: Answer): Record<string, string> {
  expect(answer.status).toBe(400);
  const { errors = [] } = problemBody.parse(answer.json);
  return Object.fromEntries(errors.map(({ pointer, detail }) => [pointer, detail]));
}

describe('PUT /api/alert-rules/{ruleId}', () => {
  test('defines a rule, with the defaults of what is left out', async () => {
    const { status, headers, json } = await save();

    expect(status).toBe(201);
    expect(headers.get('location')).toBe('/api/alert-rules/failures');
    expect(json).toMatchObject({
      ...{ ruleId: 'failures', scope: {}, severity: 'warning', groupBy: 'cause' },
      ...{ quietSeconds: 3600, enabled: true, generation: 1, warnings: [] },
    });
  });

  test('takes what it has answered, and finds it unchanged', async () => {
    const { json } = await save();
    const { valueStream, scope, conditions, channels, severity, groupBy, quietSeconds, enabled } = z
      .looseObject({})
      .parse(json);

    const again = { valueStream, scope, conditions, channels, severity, groupBy, quietSeconds, enabled };
    const { status, json: answered } = await save(again);

    expect(status).toBe(200);
    expect(answered).toMatchObject({ generation: 1 });
  });

  test('sorts what has no order, each once', async () => {
    const scope = { jobIds: ['b', 'a', 'b'], tags: ['z', 'y'] };
    const channels = [{ type: 'email', to: ['b@example.com', 'a@example.com', 'b@example.com'] }];

    const { json } = await save({ scope, channels, tags: ['q', 'p', 'q'] });

    expect(json).toMatchObject({
      scope: { jobIds: ['a', 'b'], tags: ['y', 'z'] },
      channels: [{ type: 'email', to: ['a@example.com', 'b@example.com'] }],
      tags: ['p', 'q'],
    });
  });

  test('tells every fault of a rule at once', async () => {
    const answer = await save({
      valueStream: '',
      conditions: [
        { type: 'drift', band: 'stable' },
        { type: 'late', toleranceSeconds: 0 },
        { type: 'missed' },
        { type: 'run-failed', reasons: ['bad-luck'] },
        { type: 'unheard-of' },
      ],
      channels: [
        { type: 'email', to: ['nobody'] },
        { type: 'webhook', url: 'http://hooks.example.com/x', signingSecret: 'a b' },
        { type: 'webhook', url: 'https://hooks.example.com/x?sig=1', signingSecret: 'HOOK_KEY' },
        { type: 'recipients' },
        { type: 'recipients' },
      ],
      severity: 'bad',
      remindSeconds: 1,
      sound: 'loud',
    });

    expect(Object.keys(faultsOf(answer)).sort()).toEqual([
      '/channels/0/to/0',
      '/channels/1/signingSecret',
      '/channels/1/url',
      '/channels/2/url',
      '/channels/4',
      '/conditions/0/band',
      '/conditions/1/toleranceSeconds',
      '/conditions/3/reasons/0',
      '/conditions/4/type',
      '/remindSeconds',
      '/severity',
      '/sound',
      '/valueStream',
    ]);
  });

  test.each<[string, object, string]>([
    ['no condition', { conditions: [] }, '/conditions'],
    ['a condition twice', { conditions: [{ type: 'missed' }, { type: 'missed' }] }, '/conditions/1/type'],
    ['no channel', { channels: [] }, '/channels'],
    ['a channel twice', { channels: [{ type: 'recipients' }, { type: 'recipients' }] }, '/channels/1'],
    ['an empty list of jobs', { scope: { jobIds: [] } }, '/scope/jobIds'],
    ['another id', { ruleId: 'other' }, '/ruleId'],
  ])('refuses %s', async (_what, changes, pointer) => {
    expect(Object.keys(faultsOf(await save(changes)))).toEqual([pointer]);
  });

  test('takes at most 20 channels, and 50 addresses of all together', async () => {
    const to = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => `p${from + at}@example.com`);
    const many = Array.from({ length: 21 }, (_, at) => ({ type: 'email', to: to(at, 1) }));
    const crowd = [0, 30].map((from) => ({ type: 'email', to: to(from, 30) }));

    expect(Object.keys(faultsOf(await save({ channels: many })))).toEqual(['/channels']);
    expect(faultsOf(await save({ channels: crowd }))).toEqual({
      '/channels': 'must have at most 50 addresses together',
    });
  });

  test('lets what goes in plain text go to this machine only', async () => {
    const to = (url: string) => save({ channels: [{ type: 'webhook', url, signingSecret: 'HOOK_KEY' }] });

    expect((await to('http://127.0.0.1:8080/hook')).status).toBe(201);
    expect(faultsOf(await to('http://127.0.0.1.example.com/hook'))).toEqual({
      '/channels/0/url': 'must begin with https://',
    });
  });

  test('keeps the id of the rule that every job has by itself', async () => {
    expect(faultsOf(await save({}, { ruleId: 'recipients' }))).toHaveProperty('/ruleId');
  });

  test('refuses a change without the version that was read, and says what changed since', async () => {
    const etag = (await save()).headers.get('etag') ?? '';
    const body = { until: '2026-03-02T00:00:00Z', author: 'bob', reason: 'It is known.' };
    await call('muteAlertRule', body);

    expect((await save({ severity: 'info' })).status).toBe(428);
    const refused = await save({ severity: 'info' }, { headers: { 'if-match': etag } });
    expect(refused.status).toBe(412);
    expect(problemBody.parse(refused.json).changed).toEqual([
      {
        pointer: '/mute',
        after: { until: '2026-03-02T00:00:00.000Z', author: 'bob', reason: 'It is known.' },
      },
    ]);
  });

  test('names a secret that there is not', async () => {
    const channels = [{ type: 'slack', urlSecret: 'NONE' }];

    expect(faultsOf(await save({ channels }))).toEqual({
      '/channels/0/urlSecret': "there is no secret 'NONE': set the app setting SECRETS__NONE",
    });
  });

  test('warns of jobs that the value stream does not have', async () => {
    const { json } = await save({ scope: { jobIds: ['none'] } });

    expect(json).toMatchObject({ warnings: [{ code: 'unknown-in-scope', pointer: '/scope/jobIds/0' }] });
  });
});

describe('what is told of a rule', () => {
  test('has the names of secrets, and nothing of what they hold', async () => {
    await save({ channels: [...FAILURES_RULE.channels, { type: 'teams', urlSecret: 'TEAMS_URL' }] });

    const answers = await Promise.all([
      call('readAlertRule', undefined),
      app.call('listAlertRules'),
      app.call('listAuditLog', { query: 'subject=alert-rule:failures' }),
      call('testAlertRule', { author: 'ada' }),
    ]);

    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).not.toContain('this-is-secret');
    }
    expect(answers[0].text).toContain('TEAMS_URL');
  });

  test('is in order of the ids, page after page, of one value stream where that is asked', async () => {
    for (const ruleId of ['b', 'c', 'a']) await save({}, { ruleId });
    await save({ valueStream: 'growth' }, { ruleId: 'd' });

    const read = async (query: string) => {
      const { json } = await app.call('listAlertRules', { query });
      const page = z.object({
        items: z.array(z.object({ ruleId: z.string() })),
        nextCursor: z.string().optional(),
      });
      const { items, nextCursor = '' } = page.parse(json);
      return { ids: items.map(({ ruleId }) => ruleId), cursor: encodeURIComponent(nextCursor) };
    };

    const first = await read('limit=2&valueStream=retention');
    const second = await read(`limit=2&valueStream=retention&cursor=${first.cursor}`);
    expect([first.ids, second.ids]).toEqual([['a', 'b'], ['c']]);
    expect((await read('')).ids).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('DELETE /api/alert-rules/{ruleId}', () => {
  test('takes a rule away, with why', async () => {
    await save();
    world.clock.moveTo('2026-03-01T07:00:00Z');

    const deleted = await call('deleteAlertRule', undefined, {
      headers: { 'change-reason': 'It is silent.' },
    });

    expect(deleted.status).toBe(204);
    expect((await call('deleteAlertRule', undefined)).status).toBe(404);
    const { json } = await app.call('listAuditLog', { query: 'subject=alert-rule:failures&limit=1' });
    expect(json).toMatchObject({ items: [{ action: 'delete', reason: 'It is silent.' }] });
  });
});

describe('POST /api/alert-rules/{ruleId}/mute', () => {
  const WHY = { author: 'ada', reason: 'It is known.' };

  beforeEach(async () => {
    await save();
  });

  test('counts from now where it says how long', async () => {
    const { json } = await call('muteAlertRule', { ...WHY, forSeconds: 3600 });

    expect(json).toMatchObject({ mute: { until: '2026-03-01T07:00:00.000Z', ...WHY } });
  });

  test.each<[string, object, string]>([
    ['no end', {}, ''],
    ['two ends', { until: '2026-03-02T00:00:00Z', forSeconds: 60 }, ''],
    ['an end that is past', { until: '2026-03-01T06:00:00Z' }, '/until'],
    ['an end in a year', { until: '2027-03-01T00:00:00Z' }, '/until'],
    ['no reason', { reason: undefined, forSeconds: 60 }, '/reason'],
  ])('refuses %s', async (_what, body, pointer) => {
    expect(Object.keys(faultsOf(await call('muteAlertRule', { ...WHY, ...body })))).toContain(pointer);
  });

  test('ends by DELETE, also twice', async () => {
    await call('muteAlertRule', { ...WHY, forSeconds: 3600 });

    expect((await call('unmuteAlertRule', undefined)).status).toBe(204);
    expect((await call('unmuteAlertRule', undefined)).status).toBe(204);
    expect((await call('readAlertRule', undefined)).text).not.toContain('mute');
  });
});

describe('POST /api/alert-rules/{ruleId}/test', () => {
  test('answers what became of each channel', async () => {
    await save({ channels: [...FAILURES_RULE.channels, { type: 'recipients' }] });

    const { json } = await call('testAlertRule', undefined);

    expect(json).toMatchObject({
      channels: [{ outcome: 'sent' }, { outcome: 'sent' }, { outcome: 'not-tested' }],
    });
  });

  test('of a rule that there is not is 404', async () => {
    expect((await call('testAlertRule', undefined)).status).toBe(404);
  });
});
