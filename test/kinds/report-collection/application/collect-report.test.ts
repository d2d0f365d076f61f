import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createCollectReport,
  type ReportCollected,
} from '../../../../shared/kinds/report-collection/application/collect-report.ts';
import type { ReportCollectionTask } from '../../../../shared/domain/job/report-collection-task.ts';
import { toCancelled } from '../../../../shared/domain/run/run-transitions.ts';
import type { RunAttempt } from '../../../../shared/domain/run/run-id.ts';
import {
  createCollectionWorld,
  startCollection,
  stepsOf,
  ticketIn,
  type CollectionWorld,
  type StartedCollection,
} from '../../../support/collection-world.ts';
import { exampleCollection } from '../../../support/example-collection.ts';
import { CSV_REPORT, fault, NOT_READY, type Script } from '../../../support/memory/memory-report-server.ts';
import { present } from '../../../support/present.ts';

const PATH = 'reports/sales/2026/02/28/sales-report.20260301T060000Z.csv';

let world: CollectionWorld;

beforeEach(() => {
  world = createCollectionWorld();
});

function pass(ms: number): void {
  world.clock.moveTo(new Date(world.clock.now() + ms).toISOString());
}

/** A collection that has a ticket. */
async function start(task: Partial<ReportCollectionTask> = {}): Promise<StartedCollection> {
  const started = await startCollection(world, exampleCollection({ task }));
  await stepsOf(world).request(started.attempt, started.term);
  return started;
}

function collect({ attempt, term }: StartedCollection): Promise<ReportCollected> {
  return stepsOf(world).collect(attempt, term);
}

/** Collects what the server answers as scripted. */
async function collectFrom(
  script: Script,
  task: Partial<ReportCollectionTask> = {},
): Promise<ReportCollected> {
  const started = await start(task);
  world.server.nextFetches.push(script);
  return collect(started);
}

async function loseLease(): Promise<void> {
  pass(61_000);
  await startCollection(world, exampleCollection({ jobId: 'other-report', task: { offset: 1 } }));
}

async function cancel({ runId }: RunAttempt): Promise<void> {
  const { value: run, version } = present(await world.runs.get(runId));
  if (run.state !== 'running') throw new Error('It is not running.');
  const cancelled = toCancelled(run, { author: 'ann', reason: 'A test.' }, world.clock.now());
  await world.jobs.commit({ jobId: run.jobId, runs: [{ value: cancelled, ifVersion: version }] });
}

describe('collectReport', () => {
  test('keeps the report and says what it is', async () => {
    const started = await start();

    expect(await collect(started)).toEqual({
      outcome: 'collected',
      result: {
        kind: 'report-collection',
        resource: 'sales',
        path: PATH,
        sizeBytes: CSV_REPORT.length,
        sha256: createHash('sha256').update(CSV_REPORT).digest('hex'),
        rowCount: 2,
        columnCount: 2,
        malformedRowCount: 0,
        epoch: started.term.epoch,
        ticketId: 't1',
        requestedAt: '2026-03-01T06:00:00.000Z',
      },
    });
    expect(await world.blobs.readText(PATH)).toBe(CSV_REPORT);
  });

  test('notes that the server has answered', async () => {
    await collect(await start());

    expect(await ticketIn(world)).toMatchObject({ answeredAt: world.clock.now() });
  });

  test('puts the pieces of a report together, wherever it is cut', async () => {
    const body = Array.from(CSV_REPORT);

    expect(await collectFrom({ body })).toMatchObject({ outcome: 'collected', result: { rowCount: 2 } });
    expect(await world.blobs.readText(PATH)).toBe(CSV_REPORT);
  });

  test('fetches with GET, whatever it asks with', async () => {
    await collect(await start({ method: 'POST' }));

    expect(world.server.requests[0]?.method).toBe('POST');
    expect(world.server.fetches[0]?.method).toBe('GET');
  });

  test('sends its headers to the address that they are for', async () => {
    world.secrets.set('key', 's3cret');
    await collect(await start({ headers: { authorization: { secret: 'key' } } }));

    expect(world.server.fetches[0]?.headers).toEqual({ authorization: 's3cret' });
  });

  test('repeated, keeps the same', async () => {
    const started = await start();
    const first = await collect(started);

    expect(await collect(started)).toEqual(first);
    expect(world.server.requests).toHaveLength(1);
  });

  test('going twice at once, both say the same', async () => {
    const started = await start();

    const [first, second] = await Promise.all([collect(started), collect(started)]);

    expect(first).toMatchObject({ outcome: 'collected' });
    expect(second).toEqual(first);
    expect(await world.blobs.readText(PATH)).toBe(CSV_REPORT);
  });

  test('repeated when the server no longer has what it gave, may ask anew', async () => {
    world.server.keepsReports = false;
    const started = await start();
    await collect(started);

    expect(await collect(started)).toEqual({ outcome: 'gone' });
    expect(await ticketIn(world)).toBeUndefined();
  });

  test.each([
    ['404, which means "not ready" of others', { status: 404 }],
    ['the words "not ready"', { body: NOT_READY }],
  ])('of a report that was given before takes %s for gone', async (_name, answer) => {
    const started = await start();
    await collect(started);
    world.server.nextFetches.push(answer);

    expect(await collect(started)).toEqual({ outcome: 'gone' });
  });

  test('does not take an overloaded server for one that has nothing any more', async () => {
    const started = await start();
    await collect(started);
    world.server.nextFetches.push({ status: 503 });

    expect(await collect(started)).toMatchObject({ outcome: 'not-ready' });
  });

  test('has no ticket when nothing was asked', async () => {
    expect(await collect(await startCollection(world))).toEqual({ outcome: 'gone' });
  });

  test('leaves alone what is no report of the resource', async () => {
    world.blobs.put(PATH, 'mine');

    expect(await collect(await start())).toMatchObject({
      outcome: 'rejected',
      failure: { reason: 'output-path-taken' },
    });
    expect(await world.blobs.readText(PATH)).toBe('mine');
  });
});

describe('collectReport, by what the server answers', () => {
  test.each([
    ['the words', { body: NOT_READY, headers: { 'content-type': 'text/plain' } }],
    ['the words as CSV', { body: `${NOT_READY}\n` }],
    ['the words in pieces', { body: ['report is', ' not ready', '\r\n'] }],
    ['the words with an error', { status: 500, body: NOT_READY }],
    ['202', { status: 202 }],
    ['404', { status: 404 }],
    ['409', { status: 409 }],
    ['425', { status: 425 }],
    ['503', { status: 503 }],
  ])('is not ready: %s', async (_name, script) => {
    expect(await collectFrom(script)).toMatchObject({
      outcome: 'not-ready',
      failure: { reason: 'report-not-ready' },
    });
    expect(await ticketIn(world)).not.toHaveProperty('answeredAt');
    expect(world.blobs.paths()).toEqual([]);
    expect(world.server.openResponses).toBe(0);
  });

  test.each([
    ['with words that say it is not ready', { body: NOT_READY }],
    ['with a status that says so', { status: 503 }],
  ])('waits as long as the server asks for, %s', async (_name, script) => {
    const answer = { ...script, headers: { 'retry-after': 'Sun, 01 Mar 2026 06:01:30 GMT' } };

    expect(await collectFrom(answer)).toMatchObject({ outcome: 'not-ready', retryAfterMs: 90_000 });
  });

  test('is a report where the words are among others', async () => {
    const body = `id,text\n1,${NOT_READY}\n`;

    expect(await collectFrom({ body })).toMatchObject({ outcome: 'collected', result: { rowCount: 1 } });
  });

  test.each([
    ['500', { status: 500 }, 'report-server-failed'],
    ['502', { status: 502, body: '<html>', fault: 'truncated' }, 'report-server-failed'],
    ['204', { status: 204 }, 'report-server-failed'],
    ['206', { status: 206, body: 'a\n' }, 'report-server-failed'],
    ['no connection', fault('connection-failed'), 'report-server-failed'],
    ['no such name', fault('name-not-found'), 'report-server-failed'],
    ['no answer in time', fault('timed-out'), 'report-server-failed'],
    ['a report that stops coming', { body: 'a\n1\n', fault: 'too-slow' }, 'report-too-slow'],
    [
      'a long report that stops coming',
      { body: ['a\n', '1\n'.repeat(3_000)], fault: 'too-slow' },
      'report-too-slow',
    ],
    ['a report that trickles', { body: ['a', '\n'], fault: 'timed-out' }, 'report-too-slow'],
    [
      'a report whose connection breaks',
      { body: ['a\n', '1\n'.repeat(3_000)], fault: 'truncated' },
      'report-truncated',
    ],
    ['a report that ends within a row', { body: 'a,b\n1,2\n3' }, 'report-truncated'],
  ] as const)('may come another time: %s', async (_name, script, reason) => {
    expect(await collectFrom(script)).toMatchObject({ outcome: 'failed', failure: { reason } });
    expect(await ticketIn(world)).toMatchObject({ accepted: { ticketId: 't1' } });
    expect(await ticketIn(world)).not.toHaveProperty('answeredAt');
    expect(world.blobs.paths()).toEqual([]);
    expect(world.server.openResponses).toBe(0);
  });

  test.each([
    ['400', { status: 400 }, 'report-server-failed', {}],
    [
      'another media type',
      { headers: { 'content-type': 'text/html' }, body: '<p>' },
      'unexpected-content-type',
      {},
    ],
    ['no media type', { headers: {}, body: 'a\n' }, 'unexpected-content-type', {}],
    ['too much', { body: ['a\n', '1\n'.repeat(50)] }, 'report-too-large', { maxBytes: 100 }],
    [
      'too much, as it says itself',
      { headers: { 'content-type': 'text/csv', 'content-length': '5000000000' } },
      'report-too-large',
      {},
    ],
    ['nothing', { body: '' }, 'report-not-readable', {}],
    ['malformed rows', { body: 'a,b\n1,2\n3\n4,5\n' }, 'report-not-readable', {}],
    ['other columns', { body: 'a,b\n1,2\n' }, 'report-not-readable', { columns: ['c'] }],
  ])('will not do, and leaves nothing in flight: %s', async (_name, script, reason, task) => {
    expect(await collectFrom(script, task)).toMatchObject({ outcome: 'rejected', failure: { reason } });
    expect(await ticketIn(world)).toMatchObject({ answeredAt: world.clock.now() });
    expect(world.blobs.paths()).toEqual([]);
    expect(world.server.openResponses).toBe(0);
  });

  test.each([
    ['the server does not let us in', { status: 401 }, 'report-server-failed'],
    ['its address is not allowed', fault('address-refused'), 'address-refused'],
    ['it redirects on and on', fault('too-many-redirects'), 'address-refused'],
  ])('ends, but may still be in the making: %s', async (_name, script, reason) => {
    expect(await collectFrom(script)).toMatchObject({ outcome: 'rejected', failure: { reason } });
    expect(await ticketIn(world)).not.toHaveProperty('answeredAt');
  });

  test('may ask anew when the server knows nothing of the ticket', async () => {
    expect(await collectFrom({ status: 410 })).toEqual({ outcome: 'gone' });
    expect(await ticketIn(world)).toBeUndefined();
  });

  test('says that it is not ready although that is longer than a report may be', async () => {
    expect(await collectFrom({ body: NOT_READY }, { maxBytes: 5 })).toMatchObject({ outcome: 'not-ready' });
  });

  test('takes a report that is exactly as large as it may be', async () => {
    expect(await collectFrom({ body: CSV_REPORT }, { maxBytes: CSV_REPORT.length })).toMatchObject({
      outcome: 'collected',
    });
  });

  test('names line and ticket, and nothing of the rows', async () => {
    const collected = await collectFrom({ body: 'a,b\nsecret,hunter2\nsecret\n' });

    expect(JSON.stringify(collected)).toContain(
      "Resource 'sales', ticket 't1': the report cannot be read: Line 3",
    );
    expect(JSON.stringify(collected)).not.toMatch(/hunter2|secret/);
  });

  test('leaves the attempt a little time to say what was too slow', async () => {
    const started = await start();
    const { attempt, term } = started;

    await createCollectReport(world)(attempt, term, world.clock.now() + 100_000);

    expect(world.server.fetches[0]?.totalTimeoutMs).toBe(95_000);
  });
});

describe('collectReport, losing the lease', () => {
  test('before it, does nothing', async () => {
    const started = await start();
    await loseLease();

    expect(await collect(started)).toEqual({ outcome: 'lost' });
    expect(world.server.fetches).toEqual([]);
  });

  test.each([
    ['before the report comes', 0],
    ['while it comes', 1],
  ])('%s, commits nothing', async (_name, piece) => {
    const started = await start();
    world.server.nextFetches.push({
      body: [CSV_REPORT, '3,30\n'],
      onPiece: (index) => (index === piece ? loseLease() : undefined),
    });

    expect(await collect(started)).toEqual({ outcome: 'lost' });
    expect(world.blobs.paths()).toEqual([]);
    expect(world.server.openResponses).toBe(0);
  });

  test('after it said that the server is done, leaves the newer report', async () => {
    const started = await start({ outputPath: 'reports/sales.csv' });
    const late: CollectionWorld = {
      ...world,
      reports: {
        begin: async (path, term) => {
          const writer = await world.reports.begin(path, term);
          return {
            write: (chunk) => writer.write(chunk),
            commit: async (identity) => {
              await commitNewer();
              return writer.commit(identity);
            },
            abandon: () => writer.abandon(),
          };
        },
      },
    };

    const collected = await stepsOf(late).collect(started.attempt, started.term);

    expect(collected).toEqual({ outcome: 'lost' });
    expect(await world.blobs.readText('reports/sales.csv')).toBe('id\n9\n');
  });

  /** Another collection gets the lease and commits to the same path. */
  async function commitNewer(): Promise<void> {
    pass(61_000);
    const job = exampleCollection({ jobId: 'other-report', task: { outputPath: 'reports/sales.csv' } });
    const other = await startCollection(world, job);
    await stepsOf(world).request(other.attempt, other.term);
    world.server.report = 'id\n9\n';
    expect(await collect(other)).toMatchObject({ outcome: 'collected' });
  }

  test('stops reading as soon as a renewal says so', async () => {
    const started = await start();
    const impatient = { ...world, pause: renewingAtOnce };
    world.server.nextFetches.push({
      body: Array.from({ length: 100 }, () => CSV_REPORT),
      onPiece: async (index) => {
        if (index === 3) await loseLease();
        await new Promise((resolve) => setImmediate(resolve));
      },
    });

    expect(await stepsOf(impatient).collect(started.attempt, started.term)).toEqual({ outcome: 'lost' });
    expect(world.server.openResponses).toBe(0);
    expect(await ticketIn(world)).not.toHaveProperty('answeredAt');
  });

  /** What goes on beside the work does so all the time. */
  async function renewingAtOnce(ms: number, until: AbortSignal): Promise<void> {
    if (ms === 20_000) await new Promise((resolve) => setImmediate(resolve));
    else await world.pause(ms, until);
  }
});

describe('collectReport of a run that is cancelled', () => {
  test('before it, does nothing', async () => {
    const started = await start();
    await cancel(started.attempt);

    expect(await collect(started)).toEqual({ outcome: 'over' });
    expect(world.server.fetches).toEqual([]);
  });

  test('while the report comes, stops, and leaves the ticket to the next run', async () => {
    const started = await start();
    const looking = { ...world, pause: lookingAtOnce };
    world.server.nextFetches.push({
      body: Array.from({ length: 100 }, () => CSV_REPORT),
      onPiece: async (index) => {
        if (index === 3) await cancel(started.attempt);
        await new Promise((resolve) => setImmediate(resolve));
      },
    });

    expect(await stepsOf(looking).collect(started.attempt, started.term)).toEqual({ outcome: 'over' });
    expect(world.blobs.paths()).toEqual([]);
    expect(world.server.openResponses).toBe(0);
    expect(await ticketIn(world)).toMatchObject({ accepted: { ticketId: 't1' } });
    expect(await ticketIn(world)).not.toHaveProperty('answeredAt');
  });

  async function lookingAtOnce(ms: number, until: AbortSignal): Promise<void> {
    if (ms === 2_000) await new Promise((resolve) => setImmediate(resolve));
    else await world.pause(ms, until);
  }
});

describe('commitReport', () => {
  async function collected() {
    const started = await start();
    const answer = await collect(started);
    if (answer.outcome !== 'collected') throw new Error(`It was ${answer.outcome}.`);
    return { ...started, result: answer.result };
  }

  test('gives the run its result', async () => {
    const { attempt, term, result } = await collected();

    expect(await stepsOf(world).commit(attempt, term, result)).toEqual({ outcome: 'committed' });
    expect((await world.runs.get(attempt.runId))?.value).toMatchObject({ state: 'succeeded', result });
  });

  test('repeated, says so again, also after the release', async () => {
    const { attempt, term, result } = await collected();
    const steps = stepsOf(world);
    await steps.commit(attempt, term, result);
    await steps.release(term);

    expect(await steps.commit(attempt, term, result)).toEqual({ outcome: 'committed' });
  });

  test('commits nothing when the lease is lost', async () => {
    const { attempt, term, result } = await collected();
    await loseLease();

    expect(await stepsOf(world).commit(attempt, term, result)).toEqual({ outcome: 'lost' });
    expect((await world.runs.get(attempt.runId))?.value.state).toBe('running');
  });

  test('is over for a run that was cancelled meanwhile', async () => {
    const { attempt, term, result } = await collected();
    await cancel(attempt);

    expect(await stepsOf(world).commit(attempt, term, result)).toEqual({ outcome: 'over' });
  });
});
