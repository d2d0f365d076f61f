import { beforeEach, describe, expect, test } from 'vitest';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type RecordingRegistry } from '../../support/recording-registry.ts';

let app: RecordingRegistry;

beforeEach(async () => {
  app = registerIn(createMemoryWorld('2026-03-01T12:00:00Z'));
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ dates: ['2026-12-25'] });
  await app.call('saveCalendar', { params: { name: 'bank' }, headers, body });
});

const CREATED = {
  ...{ subject: 'calendar:bank', action: 'create', author: 'local', at: '2026-03-01T12:00:00.000Z' },
};

describe('GET /api/audit-log', () => {
  test('lists what was asked and done of a subject, the latest first', async () => {
    const { status, json } = await app.call('listAuditLog', { query: 'subject=calendar:bank' });

    expect(status).toBe(200);
    expect(json).toMatchObject({
      items: [
        { ...CREATED, outcome: 'done', after: { dates: ['2026-12-25'] } },
        { ...CREATED, outcome: 'asked' },
      ],
    });
  });

  test('lists nothing of what was never changed', async () => {
    expect((await app.call('listAuditLog', { query: 'subject=calendar:none' })).json).toEqual({ items: [] });
  });

  test('lists what was asked and done of everything', async () => {
    await app.call('saveCalendar', {
      params: { name: 'other' },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ dates: [] }),
    });

    const { json } = await app.call('listAuditLog', { query: '' });

    expect(json).toMatchObject({
      items: [
        { subject: 'calendar:other', outcome: 'done' },
        { subject: 'calendar:bank', outcome: 'done' },
        { subject: 'calendar:other', outcome: 'asked' },
        { subject: 'calendar:bank', outcome: 'asked' },
      ],
    });
  });

  test.each([
    ['kind=lock', 0],
    ['kind=calendar', 2],
    ['author=ada', 0],
    ['author=local', 2],
    ['from=2026-03-01T12:00:00Z', 2],
    ['to=2026-03-01T12:00:00Z', 0],
    ['subject=calendar:bank&kind=lock', 0],
  ])('looks for "%s" in everything', async (query, count) => {
    const { json } = await app.call('listAuditLog', { query });

    expect(json).toHaveProperty('items.length', count);
  });

  test.each([
    'kind=job',
    'from=yesterday',
    'author=',
    'subject=bank',
    'subject=calendar:a/b',
    'subject=calendar:bank&other=1',
  ])('refuses the query "%s"', async (query) => {
    const { status, json } = await app.call('listAuditLog', { query });

    expect(status).toBe(400);
    expect(problemBody.parse(json).errors).toHaveLength(1);
  });
});

describe('GET /api/calendars/{name}/history', () => {
  test('lists who changed the calendar, also when it is deleted', async () => {
    await app.call('deleteCalendar', { params: { name: 'bank' } });

    const { json } = await app.call('listCalendarHistory', { params: { name: 'bank' }, query: 'limit=1' });

    expect(json).toMatchObject({ items: [{ outcome: 'done' }] });
    expect(json).toHaveProperty('nextCursor');
  });

  test('is empty for a calendar that never was', async () => {
    const { json } = await app.call('listCalendarHistory', { params: { name: 'none' } });

    expect(json).toEqual({ items: [] });
  });
});
