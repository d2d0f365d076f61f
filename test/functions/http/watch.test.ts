import { beforeEach, describe, expect, test } from 'vitest';
import { OPEN_GATE } from '../../support/open-gate.ts';
import { registerOperations } from '../../../functions/http/api/register-operations.ts';
import { watchOperations } from '../../../functions/http/watch.ts';
import { ChangeWatch } from '../../../shared/application/change-watch.ts';
import { watchedChange } from '../../../shared/contracts/http/watch.ts';
import type { Caller } from '../../../shared/domain/access/caller.ts';
import { at, exampleJob } from '../../support/example-job.ts';
import { examplePendingRun, exampleRunningRun } from '../../support/example-run.ts';
import { ManualTime } from '../../support/manual-time.ts';
import { MemoryChangeFeed } from '../../support/memory/memory-change-feed.ts';
import { MemoryJobs } from '../../support/memory/memory-jobs.ts';
import { RecordingLog } from '../../support/memory/memory-stores.ts';
import {
  problemBody,
  RecordingRegistry,
  type Answer,
  type Request,
} from '../../support/recording-registry.ts';

let memory: MemoryJobs;
let feed: MemoryChangeFeed;
let time: ManualTime;
let log: RecordingLog;
let app: RecordingRegistry;

beforeEach(() => {
  memory = new MemoryJobs();
  feed = new MemoryChangeFeed(memory);
  time = new ManualTime('2026-03-01T06:00:00Z');
  log = new RecordingLog();
  app = register();
});

function register(caller?: Caller): RecordingRegistry {
  const registry = new RecordingRegistry();
  const changeWatch = new ChangeWatch({ feed, clock: time, pause: time.pause, log });
  const gate =
    caller === undefined
      ? OPEN_GATE
      : { ...OPEN_GATE, identify: async () => ({ outcome: 'identified' as const, caller }) };
  registerOperations(registry, watchOperations({ changeWatch, log }), gate);
  return registry;
}

/** The whole stream, over the life of which `meanwhile` happens. */
async function watch(request: Request = {}, meanwhile: () => void = () => undefined): Promise<Answer> {
  const answer = app.call('watch', request);
  await time.pass(0);
  meanwhile();
  await time.pass(201_000);
  return answer;
}

const write = (job = exampleJob()) => {
  memory.jobs.set(job.jobId, job);
};

const eventsOf = ({ text }: Answer) => text.split('\n\n').filter((event) => event.startsWith('event: '));

describe('GET /api/watch', () => {
  test('is a stream of server-sent events that says where it begins and when to come back', async () => {
    const answer = await watch();

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.text).toMatch(/^retry: 1000\n\nevent: begin\nid: 0\ndata: \{\}\n\n/);
  });

  test('tells of a job in an event that a reconciler can go by', async () => {
    const answer = await watch({}, () => {
      write(exampleJob({ generation: 3 }));
    });

    const [, event = ''] = eventsOf(answer);
    const [name, id, data = ''] = event.split('\n');
    expect([name, id]).toEqual(['event: job', 'id: 1']);
    expect(watchedChange.parse(JSON.parse(data.replace('data: ', '')))).toEqual({
      ...{ type: 'job', jobId: 'churn-daily', kind: 'stability', valueStream: 'retention', state: 'active' },
      ...{ generation: 3, observedGeneration: 3, nextDueAt: '2026-03-01T06:00:00.000Z' },
      updatedAt: '2026-02-01T00:00:00.000Z',
    });
  });

  test('tells of a paused, a quarantined and a deleted job as such', async () => {
    const answer = await watch({}, () => {
      const pausedAt = at('2026-03-01T05:00:00Z');
      write(
        exampleJob({
          ...{ jobId: 'a', state: 'paused' },
          pause: { pausedAt, reason: 'Holidays.', author: 'ada', runMissed: 'none' },
        }),
      );
      write(exampleJob({ jobId: 'b', state: 'quarantined', quarantine: { at: pausedAt, error: 'no zone' } }));
      write(exampleJob({ jobId: 'c', state: 'deleted' }));
    });

    const [, paused, quarantined, deleted] = eventsOf(answer);
    expect(paused).toContain(
      '"pause":{"pausedAt":"2026-03-01T05:00:00.000Z","reason":"Holidays.","author":"ada"}',
    );
    expect(quarantined).toContain('"quarantine":{"at":"2026-03-01T05:00:00.000Z","error":"no zone"}');
    expect(deleted).toContain('"state":"deleted"');
  });

  test('tells of a run in an event of its own', async () => {
    const answer = await watch({}, () => {
      const run = exampleRunningRun();
      memory.runs.set(run.runId, run);
    });

    const [, event = ''] = eventsOf(answer);
    expect(event).toMatch(/^event: run\nid: 1\ndata: \{"type":"run","jobId":"churn-daily"/);
    expect(event).toContain('"state":"running"');
    expect(event).toContain('"startedAt":"2026-03-01T06:00:00.000Z"');
  });

  test('gives of events that were read together only the last the id after them', async () => {
    const answer = await watch({ query: 'since=0' }, () => undefined);
    const before = answer.text;
    write(exampleJob({ jobId: 'a' }));
    write(exampleJob({ jobId: 'b' }));
    const both = await watch({ query: 'since=0' });

    expect(before).not.toContain('event: job');
    expect(eventsOf(both).map((event) => /^id: (.*)$/m.exec(event)?.[1])).toEqual(['0', '0', '2']);
  });

  test('goes on after the header Last-Event-ID rather than after `since`', async () => {
    write(exampleJob({ jobId: 'a' }));
    write(exampleJob({ jobId: 'b' }));
    const answer = await watch({ query: 'since=0', headers: { 'last-event-id': '1' } });

    expect(answer.text).not.toContain('"jobId":"a"');
    expect(answer.text).toContain('"jobId":"b"');
  });

  test('moves the id on past what the query leaves out', async () => {
    const answer = await watch({ query: 'kinds=run&valueStream=retention' }, () => {
      write();
    });

    expect(eventsOf(answer)).toHaveLength(1);
    expect(answer.text).toContain('\nid: 1\n\n');
  });

  test('sends a comment while nothing happens', async () => {
    expect((await watch()).text).toContain('\n: nothing new\nid: 0\n\n');
  });

  test('tells a caller of their own value streams only', async () => {
    app = register({
      ...{ id: 'user:1', name: 'ada', isIdentified: true },
      grants: [{ role: 'reader', valueStream: 'risk' }],
    });
    const answer = await watch({}, () => {
      write(exampleJob({ jobId: 'mine', valueStream: 'risk' }));
      write(exampleJob({ jobId: 'theirs', valueStream: 'retention' }));
      const run = examplePendingRun();
      memory.runs.set(run.runId, run);
    });

    expect(answer.text).toContain('"jobId":"mine"');
    expect(answer.text).not.toContain('theirs');
    expect(answer.text).not.toContain('event: run');
  });

  test('ends after 1 MB, at an id after all of it', async () => {
    const many = 5_000;
    for (let n = 0; n < many; n += 1) write(exampleJob({ jobId: `job-${n}` }));

    const told = new Set<string>();
    let since = '0';
    let connections = 0;
    while (told.size < many) {
      const { text } = await watch({ query: `since=${since}` });
      expect(text.length).toBeLessThan(1024 * 1024 + 100_000);
      for (const [, jobId = ''] of text.matchAll(/"jobId":"([^"]+)"/g)) told.add(jobId);
      since = [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '';
      connections += 1;
    }

    expect(connections).toBe(2);
  });

  test('answers 410 to an id of another store', async () => {
    const answer = await watch({ query: 'since=99' });

    expect(answer.status).toBe(410);
    expect(problemBody.parse(answer.json).type).toBe('urn:evenkeel:problem:gone');
  });

  test.each([
    ['an id that is none', { query: 'since=%25' }],
    ['an unknown kind', { query: 'kinds=job,lane' }],
    ['an unknown parameter', { query: 'kind=job' }],
    ['an id without an end', { headers: { 'last-event-id': 'x'.repeat(5_000) } }],
  ])('answers 400 to %s', async (_what, request) => {
    const answer = await watch(request);

    expect(answer.status).toBe(400);
    expect(problemBody.parse(answer.json).errors).toHaveLength(1);
  });

  test('ends early when the feed is broken, and logs why', async () => {
    feed.read = async () => {
      throw new Error('broken');
    };
    const answer = await watch({}, () => undefined);

    expect(answer.status).toBe(200);
    expect(log.errors).toContain('A watch has ended before its time.');
  });
});
