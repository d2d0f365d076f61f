import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { exampleIncident } from '../../support/example-alert.ts';
import { FAILURES_RULE, openIncident } from '../../support/example-alerts.ts';
import { problemBody, type Answer } from '../../support/recording-registry.ts';
import { guardedApp, type GuardedApp } from './access/guarded-app.ts';

let guarded: GuardedApp;
let incidentId: string;
let deliveryId: string;

beforeEach(async () => {
  guarded = await guardedApp();
  ({ incidentId, deliveryId } = await openIncident(guarded.world));
});

const OPERATOR = ['retention.Operator'];
const READER = ['retention.Reader'];
const STRANGER = ['growth.Operator'];

interface Asked {
  readonly params?: Record<string, string>;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: object;
}

async function callAs(roles: readonly string[], name: string, asked: Asked = {}): Promise<Answer> {
  const { params = { incidentId }, query = '', headers = {}, body } = asked;
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return guarded.app.call(name, {
    ...{ params, query, headers: { ...(await guarded.headersOf(...roles)), ...type, ...headers } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function idsOf(roles: readonly string[], query = ''): Promise<readonly string[]> {
  const { json } = await callAs(roles, 'listAlerts', { params: {}, query });
  const page = z.object({ items: z.array(z.object({ incidentId: z.string() })) });
  return page.parse(json).items.map((item) => item.incidentId);
}

/** A further incident, of another rule of a value stream. */
async function addIncident(key: string, changes: Parameters<typeof exampleIncident>[0] = {}): Promise<void> {
  const value = exampleIncident({ key, ...changes });
  await guarded.world.incidents.commit({ key, incident: { value, ifVersion: undefined } });
}

const WHY = { reason: 'I see to it.' };

describe('GET /api/alerts', () => {
  test('is narrowed by state, rule and value stream', async () => {
    await addIncident('drift.1', { ruleId: 'drift', state: 'acknowledged' });
    await addIncident('drift.2', { ruleId: 'drift', state: 'resolved' });

    expect(await idsOf(READER)).toHaveLength(3);
    expect(await idsOf(READER, 'state=open,acknowledged')).toHaveLength(2);
    expect(await idsOf(READER, 'ruleId=drift')).toHaveLength(2);
    expect(await idsOf(READER, 'valueStream=growth')).toEqual([]);
    expect((await callAs(READER, 'listAlerts', { params: {}, query: 'state=bad' })).status).toBe(400);
  });

  test('has nothing of value streams that the caller may not see', async () => {
    await addIncident('theirs', { valueStream: 'growth' });

    expect(await idsOf(READER)).toEqual([incidentId]);
    expect(await idsOf(STRANGER)).toEqual(['theirs-1']);
    expect(await idsOf(['Evenkeel.Reader'])).toHaveLength(2);
  });
});

describe('an incident of another value stream', () => {
  test.each<[string, object | undefined]>([
    ['readAlert', undefined],
    ['listAlertSubjects', undefined],
    ['listAlertDeliveries', undefined],
    ['acknowledgeAlert', WHY],
    ['muteAlert', { ...WHY, forSeconds: 60 }],
    ['unmuteAlert', undefined],
    ['resolveAlert', WHY],
    ['retryDelivery', WHY],
  ])('is 404 to %s, in the words of one that there is not', async (name, body) => {
    const given = body === undefined ? {} : { body };
    const ofThem = { ...given, params: { incidentId, deliveryId } };
    const ofNone = { ...given, params: { incidentId: 'none-1', deliveryId } };

    const [foreign, none] = [await callAs(STRANGER, name, ofThem), await callAs(STRANGER, name, ofNone)];

    expect([foreign.status, none.status]).toEqual([404, 404]);
    expect(foreign.text.replace(incidentId, '')).toBe(none.text.replace('none-1', ''));
  });

  test('is no rule either', async () => {
    const body = { ...FAILURES_RULE, channels: [{ type: 'email', to: ['ops@example.com'] }] };
    const params = { ruleId: 'failures' };
    expect((await callAs(OPERATOR, 'saveAlertRule', { params, body })).status).toBe(201);

    expect((await callAs(STRANGER, 'readAlertRule', { params })).status).toBe(404);
    expect((await callAs(STRANGER, 'deleteAlertRule', { params })).status).toBe(404);
    const theirs = { ...body, valueStream: 'growth' };
    expect((await callAs(STRANGER, 'saveAlertRule', { params, body: theirs })).status).toBe(404);
    expect((await callAs(STRANGER, 'listAlertRules', { params: {} })).json).toEqual({ items: [] });
  });
});

describe('GET /api/alerts/{incidentId}', () => {
  test('tells what happened', async () => {
    const { json, headers } = await callAs(READER, 'readAlert');

    expect(headers.get('etag')).not.toBeNull();
    expect(json).toMatchObject({
      ...{ incidentId, state: 'open', openedAt: '2026-03-01T06:05:00.000Z', failingCount: 1 },
      causes: [{ subject: 'job:churn-daily', detail: { reason: 'current-not-found' } }],
    });
  });

  test('has its subjects and deliveries below it', async () => {
    const subjects = await callAs(READER, 'listAlertSubjects', {
      params: { incidentId },
      query: 'state=failing',
    });
    const deliveries = await callAs(READER, 'listAlertDeliveries', { query: 'limit=1' });

    expect(subjects.json).toMatchObject({ items: [{ subject: 'job:churn-daily', state: 'failing' }] });
    expect(deliveries.json).toMatchObject({ items: [{ notice: 'opened' }] });
    expect(deliveries.json).toHaveProperty('nextCursor');
  });
});

test.each(['readAlert', 'listAlertSubjects', 'listAlertDeliveries'])(
  'what there is not is 404 to %s of who may see everything',
  async (name) => {
    const params = { incidentId: 'none-1' };

    expect((await callAs(['Evenkeel.Admin'], name, { params })).status).toBe(404);
  },
);

describe('POST /api/alerts/{incidentId}/acknowledge', () => {
  test('is recorded as made by who calls, whoever the body says', async () => {
    const { json } = await callAs(OPERATOR, 'acknowledgeAlert', { body: WHY });
    const claimed = await callAs(OPERATOR, 'acknowledgeAlert', { body: { ...WHY, author: 'somebody' } });

    expect(json).toMatchObject({
      ...{ state: 'acknowledged', acknowledgement: { author: 'ada@example.com', ...WHY } },
    });
    expect(claimed.status).toBe(400);
  });

  test('needs an operator and a reason', async () => {
    expect((await callAs(READER, 'acknowledgeAlert', { body: WHY })).status).toBe(403);
    expect((await callAs(OPERATOR, 'acknowledgeAlert', { body: {} })).status).toBe(400);
  });

  test('is 412 when something has come to it since the version that is named', async () => {
    const headers = { 'if-match': '"old"' };

    const { status, json } = await callAs(OPERATOR, 'acknowledgeAlert', { body: WHY, headers });

    expect(status).toBe(412);
    expect(problemBody.parse(json).changed).toBeUndefined();
  });

  test('is 409 when it is over', async () => {
    await callAs(OPERATOR, 'resolveAlert', { body: WHY });

    expect((await callAs(OPERATOR, 'acknowledgeAlert', { body: WHY })).status).toBe(409);
    expect((await callAs(OPERATOR, 'muteAlert', { body: { ...WHY, forSeconds: 60 } })).status).toBe(409);
    expect((await callAs(OPERATOR, 'resolveAlert', { body: WHY })).status).toBe(200);
  });
});

describe('muting an incident', () => {
  test('lasts until an instant, or until it is unmuted', async () => {
    const muted = await callAs(OPERATOR, 'muteAlert', { body: { ...WHY, forSeconds: 60 } });
    expect(muted.json).toMatchObject({ mute: WHY });

    expect((await callAs(OPERATOR, 'unmuteAlert')).status).toBe(204);
    expect((await callAs(READER, 'readAlert')).text).not.toContain('"mute"');
  });
});

describe('retrying a delivery', () => {
  test('has what was given up tried again, and refuses what was sent', async () => {
    const { json } = await callAs(READER, 'listAlertDeliveries');
    const { items } = z.object({ items: z.array(z.looseObject({ deliveryId: z.string() })) }).parse(json);
    const sent = items.find((item) => item['state'] === 'sent')?.deliveryId ?? '';
    const retry = (id: string) =>
      callAs(OPERATOR, 'retryDelivery', { params: { incidentId, deliveryId: id }, body: {} });

    expect((await retry(deliveryId)).json).toMatchObject({ state: 'pending', attempts: 12 });
    expect((await retry(sent)).status).toBe(409);
    expect((await retry('none')).status).toBe(404);
  });
});

test('a test of a rule is made once under one Idempotency-Key', async () => {
  const channels = [{ type: 'email', to: ['ops@example.com'] }];
  const params = { ruleId: 'failures' };
  await callAs(OPERATOR, 'saveAlertRule', { params, body: { ...FAILURES_RULE, channels } });
  const test = () =>
    callAs(OPERATOR, 'testAlertRule', { params, body: {}, headers: { 'idempotency-key': 'once' } });

  const both = [await test(), await test()];

  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect(guarded.world.alertSender.sent).toHaveLength(1);
});

test('alerts and their rules can be asked for by GraphQL', async () => {
  const query = `{ alerts(state: "open") { items { incidentId severity deliveries { items { state } } } }
    alert(incidentId: "${incidentId}") { causes { subject detail { ... on AlertCauseDetailFailure { reason } } } } }`;

  const { json } = await callAs(READER, 'graphql', { params: {}, body: { query } });

  expect(json).toMatchObject({
    data: {
      alerts: { items: [{ incidentId, deliveries: { items: [{}, {}] } }] },
      alert: { causes: [{ detail: { reason: 'current-not-found' } }] },
    },
  });
});
