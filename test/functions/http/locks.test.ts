import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { exampleTicket, hold, holderOf } from '../../support/example-lock.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { MemoryAuditLog } from '../../support/memory/memory-audit-log.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  app = registerIn(world);
});

const RUN_ID = 'sales-report.20260301T060000Z';
const HELD = {
  ...{ resource: 'sales', state: 'held', epoch: 1 },
  holder: { jobId: 'sales-report', runId: RUN_ID, attempt: 1 },
  acquiredAt: '2026-03-01T06:00:00.000Z',
};

function list(query = ''): Promise<Answer> {
  return app.call('listLocks', { query });
}

function read(resource = 'sales'): Promise<Answer> {
  return app.call('readLock', { params: { resource } });
}

function breakLock(
  body: Readonly<Record<string, unknown>> = {},
  { resource = 'sales', ifMatch = '"1"' } = {},
): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(ifMatch === '' ? {} : { 'if-match': ifMatch }) };
  const request = { author: 'ada', reason: 'The host is gone.', ...body };
  return app.call('breakLock', { params: { resource }, headers, body: JSON.stringify(request) });
}

function expectProblem(answer: Answer, status: number, type: string): void {
  expect(answer.status).toBe(status);
  expect(problemBody.parse(answer.json)).toMatchObject({ type: `urn:evenkeel:problem:${type}`, status });
}

function warningsOf({ json }: Answer): string[] {
  const answer = z.object({ warnings: z.array(z.object({ code: z.string() })) });
  return answer.parse(json).warnings.map(({ code }) => code);
}

describe('GET /api/locks', () => {
  async function listed(query = ''): Promise<{ readonly names: string[]; readonly cursor: string }> {
    const page = z.object({
      items: z.array(z.object({ resource: z.string() })),
      nextCursor: z.string().optional(),
    });
    const { items, nextCursor = '' } = page.parse((await list(query)).json);
    return { names: items.map(({ resource }) => resource), cursor: encodeURIComponent(nextCursor) };
  }

  test('lists nothing before anything was leased', async () => {
    expect((await list()).json).toEqual({ items: [] });
  });

  test('shows who holds what since when', async () => {
    await hold(world, 'sales');

    expect((await list()).json).toEqual({ items: [HELD] });
  });

  test('lists by name, page after page', async () => {
    for (const resource of ['c', 'a', 'd', 'b']) await hold(world, resource);

    const first = await listed('limit=3');
    const second = await listed(`limit=3&cursor=${first.cursor}`);

    expect([first.names, second]).toEqual([['a', 'b', 'c'], { names: ['d'], cursor: '' }]);
  });

  test('gives no cursor with a last page that is full', async () => {
    await hold(world, 'sales');

    expect((await listed('limit=1')).cursor).toBe('');
  });

  test('lists those in one state, page after page', async () => {
    await hold(world, 'expired');
    world.clock.moveTo('2026-03-01T06:02:00Z');
    for (const resource of ['b', 'a']) await hold(world, resource);
    await world.leases.release(await hold(world, 'free'));

    const first = await listed('state=held&limit=1');

    expect(first.names).toEqual(['a']);
    expect((await listed(`state=held&limit=1&cursor=${first.cursor}`)).names).toEqual(['b']);
    expect((await listed('state=expired')).names).toEqual(['expired']);
    expect((await listed('state=free')).names).toEqual(['free']);
  });

  test.each(['limit=0', 'cursor=none', 'state=broken', 'page=2'])('answers 400 to ?%s', async (query) => {
    expectProblem(await list(query), 400, 'invalid-input');
  });
});

describe('GET /api/locks/{resource}', () => {
  test('answers with the lock, its epoch as ETag and no changes at first', async () => {
    await hold(world, 'sales');

    const answer = await read();

    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
    expect(answer.json).toEqual({ ...HELD, lastChanges: [] });
  });

  test.each(['sent', 'accepted', 'answered'] as const)('shows a ticket that is %s', async (state) => {
    const { accepted: _accepted, ...sent } = exampleTicket();
    const answered = exampleTicket({ answeredAt: 0 });
    const ticket = { sent, accepted: exampleTicket(), answered }[state];
    await hold(world, 'sales', { notes: { ticket } });

    const shown = { runId: RUN_ID, requestedAt: '2026-03-01T06:00:01.000Z', state };
    expect((await read()).json).toEqual({
      ...HELD,
      ticket: {
        ...shown,
        ...(state === 'sent' ? {} : { ticketId: 't-1' }),
        ...(state === 'answered' ? {} : { abandonedAt: '2026-03-01T06:30:01.000Z' }),
      },
      lastChanges: [],
    });
  });

  test('says when an unanswered ticket is given up', async () => {
    await hold(world, 'sales', { notes: { ticket: exampleTicket() } });

    expect((await read()).json).toMatchObject({ ticket: { abandonedAt: '2026-03-01T06:30:01.000Z' } });
  });

  test('does not say so of an answered ticket', async () => {
    await hold(world, 'sales', { notes: { ticket: exampleTicket({ answeredAt: 0 }) } });

    expect(JSON.stringify((await read()).json)).not.toContain('abandonedAt');
  });

  test('shows nothing of the address that was asked, which may hold a secret', async () => {
    await hold(world, 'sales', { notes: { ticket: exampleTicket() } });

    expect((await read()).text).not.toContain('reports.example.com');
  });

  test('shows its last changes, the latest first', async () => {
    await hold(world, 'sales');
    await breakLock();

    const common = { author: 'ada', reason: 'The host is gone.', action: 'break' };
    expect((await read()).json).toMatchObject({
      state: 'free',
      lastChanges: [
        { ...common, outcome: 'done', at: '2026-03-01T06:00:00.000Z', after: { epoch: 2, state: 'free' } },
        { ...common, outcome: 'asked', before: { epoch: 1, holder: { runId: RUN_ID, attempt: 1 } } },
      ],
    });
  });

  test.each(['nobody', '..', '', 'a/b'])('answers 404 for %j', async (resource) => {
    expectProblem(await read(resource), 404, 'not-found');
  });
});

describe('POST /api/locks/{resource}/break', () => {
  test('answers 200 with the lock afterwards and its new epoch', async () => {
    await hold(world, 'sales');

    const answer = await breakLock();

    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
    expect(answer.json).toMatchObject({ resource: 'sales', state: 'free', epoch: 2 });
  });

  test('warns of the run that loses its lease, and names it', async () => {
    await hold(world, 'sales');

    const answer = await breakLock();

    expect(warningsOf(answer)).toEqual(['holder-loses-lease']);
    expect(answer.text).toContain(`run '${RUN_ID}'`);
  });

  test('warns that a forgotten request may still be worked at', async () => {
    await hold(world, 'sales', { notes: { ticket: exampleTicket() } });

    const answer = await breakLock({ forgetTicket: true });

    expect(warningsOf(answer)).toEqual(['holder-loses-lease', 'request-may-be-unanswered']);
    expect(answer.json).not.toHaveProperty('ticket');
  });

  test('keeps the ticket, and says when it is given up, unless it is to be forgotten', async () => {
    await hold(world, 'sales', { notes: { ticket: exampleTicket() } });

    expect((await breakLock()).json).toMatchObject({
      ticket: { ticketId: 't-1', abandonedAt: '2026-03-01T06:30:01.000Z' },
    });
  });

  test('warns of nothing when the forgotten ticket of a free lock was answered', async () => {
    const notes = { ticket: exampleTicket({ answeredAt: 0 }) };
    await world.leases.release(await hold(world, 'sales', { notes }));

    expect(warningsOf(await breakLock({ forgetTicket: true }))).toEqual([]);
  });

  test('warns when the outcome could not be logged', async () => {
    await hold(world, 'sales');
    app = registerIn({ ...world, audit: new AuditLogWithoutOutcomes() });

    expect(warningsOf(await breakLock())).toEqual(['holder-loses-lease', 'outcome-not-recorded']);
  });

  test('answers 200 to the same again, and warns of all that it may have done', async () => {
    await hold(world, 'sales');
    await breakLock({ forgetTicket: true });

    const answer = await breakLock({ forgetTicket: true });

    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
    expect(warningsOf(answer)).toEqual(['holder-loses-lease', 'request-may-be-unanswered']);
  });

  test.each(['', '*'])('answers 428 when If-Match is %j', async (ifMatch) => {
    await hold(world, 'sales');

    expectProblem(await breakLock({}, { ifMatch }), 428, 'precondition-required');
    expect((await world.leases.get('sales'))?.epoch).toBe(1);
  });

  test.each(['"2"', 'W/"1"', '1', '"one"', '"2", "3"'])('answers 412 under %s', async (ifMatch) => {
    await hold(world, 'sales');

    expectProblem(await breakLock({}, { ifMatch }), 412, 'precondition-failed');
    expect((await world.leases.get('sales'))?.epoch).toBe(1);
  });

  test('answers 412 to the second of two people', async () => {
    await hold(world, 'sales');
    await breakLock();

    expectProblem(await breakLock({ author: 'bob' }), 412, 'precondition-failed');
  });

  test('answers 409 for a free lock without a ticket', async () => {
    await world.leases.release(await hold(world, 'sales'));

    const answer = await breakLock({ forgetTicket: true });

    expectProblem(answer, 409, 'conflict');
    expect(problemBody.parse(answer.json).detail).toContain('has no ticket');
  });

  test('answers 409 for a free lock, and how to have its ticket dropped', async () => {
    const notes = { ticket: exampleTicket() };
    await world.leases.release(await hold(world, 'sales', { notes }));

    const answer = await breakLock();

    expectProblem(answer, 409, 'conflict');
    expect(problemBody.parse(answer.json).detail).toContain('forgetTicket: true');
  });

  test.each(['nobody', '..', ''])('answers 404 for %j', async (resource) => {
    expectProblem(await breakLock({}, { resource }), 404, 'not-found');
  });

  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ author: '' }, '/author'],
    [{ author: 'a'.repeat(129) }, '/author'],
    [{ reason: ' ' }, '/reason'],
    [{ reason: 'r'.repeat(501) }, '/reason'],
    [{ forgetTicket: 'yes' }, '/forgetTicket'],
    [{ force: true }, '/force'],
  ])('answers 400 to %j', async (body, pointer) => {
    await hold(world, 'sales');

    const answer = await breakLock(body);

    expectProblem(answer, 400, 'invalid-input');
    expect(problemBody.parse(answer.json).errors?.map((error) => error.pointer)).toEqual([pointer]);
  });

  test('answers 503 when nothing can be logged, and breaks nothing', async () => {
    const term = await hold(world, 'sales');
    app = registerIn({ ...world, audit: new AuditLogAway() });

    expectProblem(await breakLock(), 503, 'unavailable');
    expect(await world.leases.renew(term)).toBe('renewed');
  });

  test('takes the lock from the attempt that held it, and lets the next one in', async () => {
    const term = await hold(world, 'sales');
    await breakLock();

    const next = await hold(world, 'sales', { holder: holderOf('sales-report', 2) });

    expect([term.epoch, next.epoch]).toEqual([1, 3]);
    expect(await world.leases.writeNotes(term, {})).toBe('lost');
  });
});

class AuditLogAway extends MemoryAuditLog {
  override async append(): Promise<never> {
    throw new Unavailable('Cosmos DB did not answer (429).');
  }
}

class AuditLogWithoutOutcomes extends MemoryAuditLog {
  override async append(
    ...[entry]: Parameters<MemoryAuditLog['append']>
  ): ReturnType<MemoryAuditLog['append']> {
    if (entry.outcome !== 'asked') throw new Unavailable('Cosmos DB did not answer (429).');
    return super.append(entry);
  }
}
