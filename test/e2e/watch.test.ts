import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startStack, type Stack } from '../../local/stack.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import { watchedChange } from '../../shared/contracts/http/watch.ts';
import { at, exampleJob } from '../support/example-job.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { present } from '../support/present.ts';
import { storageAccount } from '../support/storage-account.ts';

const WRITERS = 3;
const JOBS_EACH = 10;

/** Connections break off after so many events, in turn; the last is more than what comes under one id. */
const TAKEN = [1, 4, 13, 120];

describe('a watch on the local stack', () => {
  let dataDir: string;
  let stack: Stack;
  let cosmos: CosmosClient;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'evenkeel-'));
    await start();
  });

  afterAll(async () => {
    await stop();
    await rm(dataDir, { recursive: true });
  });

  async function start(): Promise<void> {
    stack = await startStack({ dataDir, storage: await storageAccount() });
    const { COSMOS__accountEndpoint: endpoint = '', COSMOS__accountKey: key = '' } = stack.settings;
    cosmos = new CosmosClient({ endpoint, key });
  }

  async function stop(): Promise<void> {
    cosmos.dispose();
    await stack.stop();
  }

  /** Nothing of it is due in the life of a test. */
  const job = (jobId: string) => exampleJob({ jobId, nextDueAt: at('2126-01-01T00:00:00Z') });

  function store(): CosmosJobStore {
    return new CosmosJobStore(cosmos.database('evenkeel').container('jobs'), new RecordingLog());
  }

  /** Each job is created, and then saved once more. */
  async function writeJobs(writer: string): Promise<void> {
    const jobs = store();
    for (let n = 0; n < JOBS_EACH; n += 1) {
      const value = job(`${writer}-${n}`);
      await jobs.create(value);
      const { version } = present(await jobs.get(value.jobId));
      await jobs.save({ ...value, generation: 2 }, { ifVersion: version });
    }
  }

  interface WatchedEvent {
    readonly name: string;
    readonly id: string;
    readonly data: string;
  }

  /** The events of one connection, which ends when they are no longer taken. */
  async function* watch(since: string | undefined): AsyncGenerator<WatchedEvent> {
    const closed = new AbortController();
    const headers = since === undefined ? {} : { 'last-event-id': since };
    const { body } = await fetch(`${stack.url}/api/watch`, { headers, signal: closed.signal });
    const chunks: AsyncIterable<unknown> | null = body;
    const decoder = new TextDecoder();
    try {
      let rest = '';
      for await (const chunk of chunks ?? []) {
        const text = decoder.decode(z.instanceof(Uint8Array).parse(chunk), { stream: true });
        const events = (rest + text).split('\n\n');
        rest = events.pop() ?? '';
        yield* events.filter((event) => event.startsWith('event: ')).map(toEvent);
      }
    } finally {
      closed.abort();
    }
  }

  /** Takes what had come already; settles when the connection has ended or broken. */
  async function untilEnd(events: AsyncGenerator): Promise<void> {
    for (let ended = false; !ended;) {
      ended = (await events.next().catch(() => ({ done: true }))).done === true;
    }
  }

  function toEvent(text: string): WatchedEvent {
    const fields = new Map(
      text.split('\n').map((line) => [line.split(': ', 1)[0], line.replace(/^\w+: /, '')]),
    );
    return { name: fields.get('event') ?? '', id: fields.get('id') ?? '', data: fields.get('data') ?? '' };
  }

  /** Watches until `isDone`, over connections of so many events each; tells where it ended. */
  async function follow(
    since: string | undefined,
    told: Map<string, number[]>,
    isDone: () => boolean,
  ): Promise<string> {
    let last = since;
    for (let connection = 0; !isDone(); connection += 1) {
      const most = TAKEN[connection % TAKEN.length] ?? 0;
      let taken = 0;
      for await (const { name, id, data } of watch(last)) {
        last = id;
        if (name === 'job') note(told, data);
        if (isDone() || (taken += 1) > most) break;
      }
    }
    return present(last);
  }

  function note(told: Map<string, number[]>, data: string): void {
    const change = watchedChange.parse(JSON.parse(data));
    told.set(change.jobId, [...(told.get(change.jobId) ?? []), change.generation]);
  }

  test('tells of every job at its last generation, over broken connections, concurrent writers and a restart', async () => {
    const told = new Map<string, number[]>();
    const isToldOf = (count: number) => () =>
      told.size === count && [...told.values()].every((generations) => generations.at(-1) === 2);
    const begin = await watch(undefined).next();
    const writers = Array.from({ length: WRITERS }, (_, n) => `writer-${n}`);

    const [last] = await Promise.all([
      follow(begin.done === true ? undefined : begin.value.id, told, isToldOf(WRITERS * JOBS_EACH)),
      ...writers.map(writeJobs),
    ]);
    const open = watch(last);
    await open.next();
    await stop();
    // What was open has ended, and the stack has not waited for it.
    await untilEnd(open);
    await start();
    await writeJobs('later');
    await follow(last, told, isToldOf((WRITERS + 1) * JOBS_EACH));

    // In the order of their writes: what comes again is never older.
    for (const generations of told.values()) expect(generations).toEqual(generations.toSorted());
    expect(told.size).toBe((WRITERS + 1) * JOBS_EACH);
  });
});
