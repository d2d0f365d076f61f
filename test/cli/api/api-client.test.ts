import { describe, expect, test } from 'vitest';
import { ApiClient } from '../../../cli/api/api-client.ts';
import { ApiRefused, ServerUnreachable } from '../../../cli/api/api-refused.ts';
import { listJobs, pauseJob, readJob } from '../../../shared/contracts/http/operation-paths.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** A client of a server that answers one after the other; an Error is a connection that breaks. */
function clientOf(answers: readonly (Response | Error)[], token?: string) {
  const sent: Sent[] = [];
  const pauses: number[] = [];
  let ids = 0;
  const client = new ApiClient({
    ...{ server: 'https://evenkeel.example.com', token, note: () => undefined },
    around: {
      fetch: async (url, init = {}) => {
        const answer = answers[sent.length] ?? new Error('There is no further answer.');
        sent.push({ url: new Request(url).url, init });
        if (answer instanceof Error) throw answer;
        return answer;
      },
      pause: async (ms) => {
        pauses.push(ms);
      },
      uniqueId: () => `id-${(ids += 1)}`,
      interrupted: new AbortController().signal,
      versions: { cli: '0.1.0', node: '24.0.0' },
    },
  });
  return { client, sent, pauses };
}

const broken = (): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });

const busy = (seconds: string): Response =>
  Response.json({ title: 'Busy.' }, { status: 503, headers: { 'retry-after': seconds } });

function headerOf({ init }: Sent, name: string): string | null {
  return new Headers(init.headers).get(name);
}

describe('ApiClient', () => {
  test('sends queries and paths encoded, without what is undefined', async () => {
    const { client, sent } = clientOf([Response.json({})]);

    await client.call(listJobs, { query: { text: 'a b&c', tag: ['x', 'y'], kind: undefined, sort: [] } });

    expect(sent[0]?.url).toBe('https://evenkeel.example.com/api/jobs?text=a+b%26c&tag=x%2Cy');
  });

  test('shows its token in a header, and follows nobody elsewhere with it', async () => {
    const { client, sent } = clientOf([Response.json({})], 'secret');

    await client.call(listJobs);

    expect(sent.map((one) => headerOf(one, 'authorization'))).toEqual(['Bearer secret']);
    expect(sent[0]?.init.redirect).toBe('manual');
  });

  test('waits as long as a busy server asks for', async () => {
    const { client, pauses } = clientOf([busy('2'), busy('3'), Response.json({ ok: true })]);

    expect((await client.call(readJob, { path: { jobId: 'a' } })).body).toEqual({ ok: true });
    expect(pauses).toEqual([2000, 3000]);
  });

  test('gives up on a server that stays busy, or asks for minutes', async () => {
    const always = clientOf([busy('1'), busy('1'), busy('1'), busy('1'), busy('1')]);
    await expect(always.client.call(listJobs)).rejects.toThrow(ApiRefused);
    expect(always.sent).toHaveLength(4);

    const long = clientOf([busy('600')]);
    await expect(long.client.call(listJobs)).rejects.toThrow(ApiRefused);
    expect(long.sent).toHaveLength(1);
  });

  test('sends a change again under the same key when the connection breaks', async () => {
    const { client, sent } = clientOf([broken(), Response.json({})]);

    await client.call(pauseJob, { path: { jobId: 'a' }, body: {} });

    expect(sent.map((one) => headerOf(one, 'idempotency-key'))).toEqual(['id-1', 'id-1']);
  });

  test('tells that nobody answers', async () => {
    const { client } = clientOf([broken(), broken(), broken(), broken()]);

    await expect(client.call(listJobs)).rejects.toThrow(ServerUnreachable);
  });

  test('takes what is no problem document for a refusal all the same', async () => {
    const { client } = clientOf([new Response('<html>', { status: 502 })]);

    await expect(client.call(listJobs)).rejects.toMatchObject({
      status: 502,
      message: 'The server answered 502.',
    });
  });

  test('goes on where a page ended', async () => {
    const { client, sent } = clientOf([
      Response.json({ items: [1, 2], nextCursor: 'c' }),
      Response.json({ items: [3] }),
    ]);

    expect(await Array.fromAsync(client.items(listJobs, { query: { kind: 'stability' } }))).toEqual([
      1, 2, 3,
    ]);
    expect(sent[1]?.url).toContain('kind=stability&cursor=c');
  });
});
