import { beforeEach, describe, expect, test } from 'vitest';
import type { ReportRequested } from '../../../../shared/kinds/report-collection/application/request-report.ts';
import { InvalidInput } from '../../../../shared/domain/errors.ts';
import type { ReportCollectionTask } from '../../../../shared/domain/job/report-collection-task.ts';
import type { Term } from '../../../../shared/domain/lease/lease.ts';
import type { RunAttempt } from '../../../../shared/domain/run/run-id.ts';
import {
  createCollectionWorld,
  startCollection,
  stepsOf,
  termOf,
  ticketIn,
  type CollectionWorld,
  type StartedCollection,
} from '../../../support/collection-world.ts';
import { exampleCollection } from '../../../support/example-collection.ts';
import { fault, type Script } from '../../../support/memory/memory-report-server.ts';
import { present } from '../../../support/present.ts';

let world: CollectionWorld;

beforeEach(() => {
  world = createCollectionWorld();
});

function pass(ms: number): void {
  world.clock.moveTo(new Date(world.clock.now() + ms).toISOString());
}

function request(attempt: RunAttempt, term: Term): Promise<ReportRequested> {
  return stepsOf(world).request(attempt, term);
}

/** Starts a collection and has it ask, the server answering as scripted. */
async function ask(script?: Script, task: Partial<ReportCollectionTask> = {}) {
  const started = await startCollection(world, exampleCollection({ task }));
  if (script !== undefined) world.server.nextRequests.push(script);
  return { ...started, requested: await request(started.attempt, started.term) };
}

/** The collection of another job, after the first one's host has died. */
async function startOther(task: Partial<ReportCollectionTask> = {}): Promise<StartedCollection> {
  pass(61_000);
  return startCollection(world, exampleCollection({ jobId: 'other-report', task }));
}

describe('requestReport', () => {
  test('asks, and notes the ticket', async () => {
    const { attempt, requested } = await ask();

    expect(requested).toEqual({ outcome: 'requested' });
    expect(await ticketIn(world)).toEqual({
      runId: attempt.runId,
      requestKey: 'GET https://reports.example.com/request_report?offset=0',
      requestedAt: world.clock.now(),
      abandonAt: world.clock.now() + 1_800_000,
      accepted: { ticketId: 't1', reportUrl: 'https://reports.example.com/get_report/t1' },
    });
  });

  test('has noted its intent before it asks', async () => {
    let noted: unknown;
    await ask(async () => {
      noted = await ticketIn(world);
      return { body: 't1' };
    });

    expect(noted).toMatchObject({ requestedAt: world.clock.now() });
    expect(noted).not.toHaveProperty('accepted');
  });

  test('sends the headers of the task, secrets filled in', async () => {
    world.secrets.set('key', 's3cret');
    await ask(undefined, { headers: { accept: 'text/csv', authorization: { secret: 'key' } } });

    expect(world.server.requests[0]?.headers).toEqual({ accept: 'text/csv', authorization: 's3cret' });
  });

  test('asks nothing without a secret that it needs', async () => {
    const { requested } = await ask(undefined, { headers: { authorization: { secret: 'key' } } });

    expect(requested).toMatchObject({ outcome: 'rejected', failure: { reason: 'secret-not-found' } });
    expect(world.server.requests).toEqual([]);
    expect(await ticketIn(world)).toBeUndefined();
  });

  test('repeated, does not ask again', async () => {
    const { attempt, term } = await ask();

    expect(await request(attempt, term)).toEqual({ outcome: 'requested' });
    expect(world.server.requests).toHaveLength(1);
  });

  test('going twice at once, asks once', async () => {
    const { attempt, term } = await startCollection(world);

    const both = await Promise.all([request(attempt, term), request(attempt, term)]);

    expect(world.server.requests).toHaveLength(1);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['draining', 'requested']);
    expect(await request(attempt, term)).toEqual({ outcome: 'requested' });
  });

  test('asks nothing when the lease is lost before', async () => {
    const { attempt, term } = await startCollection(world);
    await startOther();

    expect(await request(attempt, term)).toEqual({ outcome: 'lost' });
    expect(world.server.requests).toEqual([]);
  });

  test('asks nothing under the lease of another resource, when the job was edited', async () => {
    const { attempt, term } = await startCollection(world);

    expect(await request(attempt, { ...term, resource: 'purchases' })).toMatchObject({
      outcome: 'rejected',
      failure: { reason: 'lease-lost' },
    });
    expect(world.server.requests).toEqual([]);
  });

  test('that loses the lease while the server answers leaves its intent to the next', async () => {
    const { attempt, requested } = await ask(async () => {
      world.server.take();
      await startOther({ offset: 1 });
      return { body: 't1' };
    });

    expect(requested).toEqual({ outcome: 'lost' });
    expect(await ticketIn(world)).toMatchObject({ runId: attempt.runId });
    expect(await ticketIn(world)).not.toHaveProperty('accepted');
  });
});

describe('requestReport, by what the server answers', () => {
  test.each([
    [
      'refuses the connection',
      fault('connection-failed', { wasSent: false }),
      'failed',
      'report-server-failed',
    ],
    ['has no name', fault('name-not-found'), 'failed', 'report-server-failed'],
    ['is at an address that is not allowed', fault('address-refused'), 'rejected', 'address-refused'],
    ['redirects on and on', fault('too-many-redirects'), 'rejected', 'address-refused'],
    ['is in trouble', { status: 500 }, 'failed', 'report-server-failed'],
    ['is overloaded', { status: 503 }, 'failed', 'report-server-failed'],
    ['asks for patience', { status: 429 }, 'failed', 'report-server-failed'],
    ['refuses the request', { status: 400 }, 'rejected', 'report-server-failed'],
    ['does not let us in', { status: 401 }, 'rejected', 'report-server-failed'],
    [
      'is not what is called',
      new InvalidInput('No header.', [{ pointer: '/headers/te', message: 'Bad.' }]),
      'rejected',
      'secret-not-found',
    ],
  ] as const)('drops its intent when the server %s', async (_name, script, outcome, reason) => {
    const { requested } = await ask(script);

    expect(requested).toMatchObject({ outcome, failure: { reason } });
    expect(await ticketIn(world)).toBeUndefined();
    expect(world.server.openResponses).toBe(0);
  });

  test('waits as long as the server asks for', async () => {
    const { requested } = await ask({ status: 503, headers: { 'retry-after': '90' } });

    expect(requested).toMatchObject({ outcome: 'failed', retryAfterMs: 90_000 });
  });

  test.each([
    ['breaks the connection', fault('connection-failed'), 'draining', 'report-server-failed'],
    ['does not answer in time', fault('timed-out'), 'draining', 'report-server-failed'],
    ['is behind a gateway that gets no answer', { status: 504 }, 'draining', 'report-server-failed'],
    ['is behind a gateway that understands none', { status: 502 }, 'draining', 'report-server-failed'],
    [
      'ends in the middle of the ticket',
      { body: 'ab', fault: 'truncated' },
      'draining',
      'report-server-failed',
    ],
    ['trickles', { body: 'ab', fault: 'too-slow' }, 'draining', 'report-server-failed'],
    ['gives no ticket', { body: '<html>Welcome</html>' }, 'rejected', 'ticket-not-readable'],
    ['gives an empty one', { body: '' }, 'rejected', 'ticket-not-readable'],
    ['gives a long one', fault('too-large'), 'rejected', 'ticket-not-readable'],
    ['gives one that is packed', fault('encoding-refused'), 'rejected', 'ticket-not-readable'],
  ] as const)('keeps its intent when the server %s', async (_name, script, outcome, reason) => {
    const { attempt, term, requested } = await ask(script);

    expect(requested).toMatchObject({ outcome, failure: { reason } });
    expect(await ticketIn(world)).not.toHaveProperty('accepted');
    expect(await request(attempt, term)).toMatchObject({ outcome });
    expect(world.server.requests).toHaveLength(1);
    expect(world.server.openResponses).toBe(0);
  });

  test('says again why there is no ticket to the attempt that asked, and has others wait', async () => {
    const { attempt, term } = await ask({ body: '<html>Welcome</html>' });

    const again = await request(attempt, term);
    const other = await startOther();

    expect(again).toMatchObject({ outcome: 'rejected', failure: { reason: 'ticket-not-readable' } });
    expect(await request(other.attempt, other.term)).toMatchObject({ outcome: 'draining' });
    expect(world.server.requests).toHaveLength(1);
  });

  test('asks anew when what may have been sent is given up', async () => {
    const { attempt, term } = await ask(fault('timed-out'), { abandonSeconds: 50 });
    pass(50_000);

    expect(await request(attempt, term)).toEqual({ outcome: 'requested' });
  });

  test('tells nobody what the server said, nor a secret', async () => {
    world.secrets.set('key', 's3cret');
    const headers = { authorization: { secret: 'key' } };

    const { requested } = await ask({ body: 'the password is hunter2' }, { headers });

    expect(JSON.stringify(requested)).toContain("Resource 'sales'");
    expect(JSON.stringify(requested)).not.toMatch(/hunter2|s3cret/);
  });

  test.each(['a/b', '50%25', '{ticketId}'])('takes the ticket %s as it is', async (ticketId) => {
    await ask({ body: ticketId });

    expect((await ticketIn(world))?.accepted).toEqual({
      ticketId,
      reportUrl: `https://reports.example.com/get_report/${encodeURIComponent(ticketId)}`,
    });
  });

  test('takes the ticket out of a JSON answer', async () => {
    await ask({ status: 202, body: '{"id":"abc"}' }, { ticketField: 'id' });

    expect((await ticketIn(world))?.accepted?.ticketId).toBe('abc');
  });
});

describe('requestReport after a collection whose host has died', () => {
  test('goes on with the ticket of another run that asked for the same', async () => {
    await ask();
    const { attempt, term } = await startOther();

    expect(await request(attempt, term)).toEqual({ outcome: 'requested' });
    expect(await ticketIn(world)).toMatchObject({ runId: attempt.runId, accepted: { ticketId: 't1' } });
    expect(world.server.requests).toHaveLength(1);
  });

  test('does not ask while what another asked for is not ready', async () => {
    world.server.makingMs = 300_000;
    await ask();
    const { attempt, term } = await startOther({ offset: 1 });

    const requested = await request(attempt, term);

    expect(requested).toMatchObject({ outcome: 'draining', retryAfterMs: 10_000 });
    expect(JSON.stringify(requested)).toContain("'sales-report.20260301T060000Z'");
    expect(world.server.requests).toHaveLength(1);
    expect(world.server.openResponses).toBe(0);
  });

  test('drops what another asked for as soon as it is ready, and asks', async () => {
    await ask();
    const { attempt, term } = await startOther({ offset: 1 });

    expect(await request(attempt, term)).toEqual({ outcome: 'requested' });
    expect(await ticketIn(world)).toMatchObject({ runId: attempt.runId, accepted: { ticketId: 't2' } });
    expect(world.server.openResponses).toBe(0);
  });

  test.each([
    ['is gone', { status: 410 }],
    ['is refused', { status: 400 }],
  ])('asks when the ticket of another %s', async (_name, answer) => {
    await ask();
    const { attempt, term } = await startOther({ offset: 1 });
    world.server.nextFetches.push(answer);

    expect(await request(attempt, term)).toEqual({ outcome: 'requested' });
    expect(world.server.requests).toHaveLength(2);
  });

  test.each([
    ['the server does not let us in', { status: 403 }],
    ['the server is in trouble', { status: 500 }],
    ['the connection breaks', fault('connection-failed')],
    ['the server does not answer', fault('timed-out')],
  ])('does not ask when %s', async (_name, answer) => {
    await ask();
    const { attempt, term } = await startOther({ offset: 1 });
    world.server.nextFetches.push(answer);

    expect(await request(attempt, term)).toMatchObject({ outcome: 'draining' });
    expect(world.server.requests).toHaveLength(1);
  });

  test('waits no longer than until the ticket is given up, and asks then', async () => {
    world.server.makingMs = 1_000_000;
    await ask(undefined, { abandonSeconds: 65 });
    const { attempt, term } = await startOther({ offset: 1 });

    const requested = await request(attempt, term);
    expect(requested).toMatchObject({ outcome: 'draining', retryAfterMs: 4_000 });
    pass(4_000);

    expect(await request(attempt, term)).toEqual({ outcome: 'requested' });
    expect(world.server.requests).toHaveLength(2);
  });

  test('asks when the other has its report', async () => {
    const { attempt, term } = await ask();
    await stepsOf(world).collect(attempt, term);
    const other = await startOther();

    expect(await request(other.attempt, other.term)).toEqual({ outcome: 'requested' });
    expect(world.server.requests).toHaveLength(2);
  });

  test("does not tell the other's server the secrets of this job", async () => {
    world.secrets.set('key', 's3cret');
    world.server.makingMs = 300_000;
    await ask(undefined, { baseUrl: 'https://elsewhere.example.com' });
    const { attempt, term } = await startOther({ headers: { authorization: { secret: 'key' } } });

    await request(attempt, term);

    expect(present(world.server.fetches[0]).headers).toEqual({});
  });

  test('goes on with its own ticket in its next attempt', async () => {
    const { attempt } = await ask();
    const next = { ...attempt, attempt: 2 };
    const run = present(await world.runs.get(attempt.runId));
    await world.jobs.commit({
      jobId: run.value.jobId,
      runs: [{ value: { ...run.value, attempt: 2 }, ifVersion: run.version }],
    });
    pass(61_000);

    expect(await request(next, await termOf(world, next))).toEqual({ outcome: 'requested' });
    expect(world.server.requests).toHaveLength(1);
  });
});
