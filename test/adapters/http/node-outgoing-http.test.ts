import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { OutgoingFault } from '../../../shared/application/ports/outgoing-http.ts';
import {
  answers,
  neverEnds,
  resetsAfter,
  sends,
  stallsAfter,
  tricklesAfter,
} from '../../support/http/bad-answers.ts';
import { ManualTimers } from '../../support/http/manual-timers.ts';
import {
  faultOf,
  get,
  HEAD_MS,
  IDLE_MS,
  localClient,
  post,
  readText,
  TOTAL_MS,
} from '../../support/http/outgoing-client.ts';
import { makeCertificate } from '../../support/http/self-made-certificate.ts';
import { startScriptedServer, type Script, type ScriptedServer } from '../../support/http/scripted-server.ts';

const OK = 'HTTP/1.1 200 OK\r\n';

let timers = new ManualTimers();
const servers: ScriptedServer[] = [];

async function serve(script: Script, address = '127.0.0.1'): Promise<ScriptedServer> {
  const server = await startScriptedServer(script, { address });
  servers.push(server);
  return server;
}

/** What a whole call comes to. */
async function outcomeOf(script: Script, maxBytes?: number): Promise<string> {
  const { origin } = await serve(script);
  const request = get(`${origin}/`, maxBytes === undefined ? {} : { maxBytes });
  return localClient({ timers }).send(request).then(readText);
}

// However a call ended: its connection is closed, and no time is left running.
afterEach(async () => {
  for (const server of servers.splice(0)) {
    await server.allClosed();
    await server.stop();
  }
  expect(timers.running).toEqual([]);
  timers = new ManualTimers();
});

describe('a call', () => {
  test('gives status, headers and body', async () => {
    const { origin } = await serve(answers('a,b\r\n', { status: 503, headers: { 'Retry-After': '7' } }));

    const response = await localClient({ timers }).send(get(`${origin}/`));

    expect(response).toMatchObject({ status: 503, headers: { 'retry-after': '7', 'content-length': '5' } });
    expect(await readText(response)).toBe('a,b\r\n');
  });

  test('joins a header that comes several times', async () => {
    const { origin } = await serve(
      sends(`${OK}set-cookie: a=1\r\nset-cookie: b=2\r\ncontent-length: 0\r\n\r\n`),
    );

    const response = await localClient({ timers }).send(get(`${origin}/`));
    response.discard();

    expect(response.headers['set-cookie']).toBe('a=1, b=2');
  });

  test('asks for the whole path and query, closed afterwards and not compressed', async () => {
    const server = await serve(answers(''));

    await localClient({ timers })
      .send(get(`${server.origin}/a%20b?c=d&e#f`))
      .then(readText);

    expect(server.requests[0]).toMatch(/^GET \/a%20b\?c=d&e HTTP\/1\.1\r\n/);
    expect(server.requests[0]).toMatch(/\r\naccept-encoding: identity\r\n/);
    expect(server.requests[0]).toMatch(/\r\nconnection: close\r\n/i);
  });

  test('sends the headers and the body of a POST', async () => {
    const server = await serve(answers(''));
    const headers = { 'Content-Type': 'text/plain', Accept: 'text/csv' };

    await localClient({ timers })
      .send(post(`${server.origin}/`, 'größe', { headers }))
      .then(readText);

    expect(server.requests[0]).toMatch(/^POST \/ HTTP\/1\.1\r\n/);
    expect(server.requests[0]).toMatch(/\r\nContent-Type: text\/plain\r\nAccept: text\/csv\r\n/);
    expect(server.requests[0]).toMatch(/\r\ncontent-length: 7\r\n[^]*\r\n\r\ngröße$/);
  });

  test.each(['PUT', 'PATCH', 'DELETE'] as const)('sends the body of a %s', async (method) => {
    const server = await serve(answers(''));

    await localClient({ timers })
      .send(get(`${server.origin}/`, { method, body: 'größe' }))
      .then(readText);

    expect(server.requests[0]).toMatch(new RegExp(`^${method} / HTTP`));
    expect(server.requests[0]).toMatch(/\r\ncontent-length: 7\r\n[^]*\r\n\r\ngröße$/);
  });

  test('sends a DELETE without a body with no word of one', async () => {
    const server = await serve(answers(''));

    await localClient({ timers })
      .send(get(`${server.origin}/`, { method: 'DELETE' }))
      .then(readText);

    expect(server.requests[0]).toMatch(/^DELETE \/ HTTP/);
    expect(server.requests[0]).not.toMatch(/content-length|transfer-encoding/i);
  });

  test('sends a POST without a body as an empty one', async () => {
    const server = await serve(answers(''));

    await localClient({ timers })
      .send(get(`${server.origin}/`, { method: 'POST' }))
      .then(readText);

    expect(server.requests[0]).toMatch(/\r\ncontent-length: 0\r\n/);
  });

  test('goes to the address itself, though the environment names a proxy', async () => {
    const proxy = await serve(answers('proxy'));
    const server = await serve(answers('server'));
    const before = { ...process.env };
    onTestFinished(() => {
      process.env = before;
    });
    process.env = { ...before, http_proxy: proxy.origin, HTTP_PROXY: proxy.origin, NODE_USE_ENV_PROXY: '1' };

    expect(
      await localClient({ timers })
        .send(get(`${server.origin}/`))
        .then(readText),
    ).toBe('server');
    expect(proxy.connectionCount).toBe(0);
  });

  test('reads a body in chunks', async () => {
    const chunked = `${OK}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`;

    expect(await outcomeOf(sends(chunked))).toBe('abcde');
  });

  test('reads a body that ends with its connection', async () => {
    expect(await outcomeOf(sends(`${OK}\r\nabc`))).toBe('abc');
  });

  test('passes over what comes before the head', async () => {
    expect(await outcomeOf(sends(`HTTP/1.1 100 Continue\r\n\r\n${OK}content-length: 1\r\n\r\na`))).toBe('a');
  });

  test.each([
    ['more than its length', sends(`${OK}content-length: 3\r\n\r\nabcdef`)],
    ['a reset after its length', resetsAfter(`${OK}content-length: 3\r\n\r\nabc`)],
    [
      'a reset after its last chunk',
      resetsAfter(`${OK}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`),
    ],
  ])('reads a whole body with %s', async (_, script) => {
    expect(await outcomeOf(script)).toBe('abc');
  });

  test('gives a whole body also when it is read after a reset', async () => {
    const server = await serve(resetsAfter(`${OK}content-length: 3\r\n\r\nabc`));
    const response = await localClient({ timers }).send(get(`${server.origin}/`));
    await server.allClosed();
    // The reset arrives here with the next events of the loop.
    await setImmediate();

    expect(await readText(response)).toBe('abc');
  });

  test('gives an answer without a body', async () => {
    expect(await outcomeOf(sends('HTTP/1.1 204 No Content\r\n\r\n'))).toBe('');
  });

  test('gives a 304 that tells a length', async () => {
    expect(await outcomeOf(sends('HTTP/1.1 304 Not Modified\r\ncontent-length: 900\r\n\r\n'), 10)).toBe('');
  });

  test('is closed when the reader leaves early', async () => {
    const { origin } = await serve(neverEnds());
    const { body } = await localClient({ timers }).send(get(`${origin}/`));

    for await (const piece of body) {
      expect(piece.byteLength).toBeGreaterThan(0);
      break;
    }
  });

  test('is closed when it is discarded, once or twice', async () => {
    const { origin } = await serve(neverEnds());
    const response = await localClient({ timers }).send(get(`${origin}/`));

    response.discard();
    response.discard();

    await expect(readText(response)).rejects.toThrow('The answer was discarded.');
  });

  test('is closed when it is discarded while it is read', async () => {
    const { origin } = await serve(stallsAfter(`${OK}\r\n`));
    const response = await localClient({ timers }).send(get(`${origin}/`));
    const reading = readText(response);

    response.discard();

    await expect(reading).rejects.toThrow('The answer was discarded.');
  });

  test('gives its body once', async () => {
    const { origin } = await serve(answers('once'));
    const response = await localClient({ timers }).send(get(`${origin}/`));
    await readText(response);

    await expect(readText(response)).rejects.toThrow('taken already');
  });

  test('does not disturb another one to the same server', async () => {
    const { origin } = await serve((exchange) => {
      answers(exchange.target)(exchange);
    });
    const client = localClient({ timers });
    const paths = Array.from({ length: 20 }, (_, index) => `/${index}`);

    const texts = await Promise.all(paths.map((path) => client.send(get(origin + path)).then(readText)));

    expect(texts).toEqual(paths.map((path) => `GET ${path}`));
  });
});

describe('a call fails', () => {
  test('as name-not-found when the name has no address', async () => {
    const client = localClient({ timers, resolve: async () => [] });

    expect(await faultOf(client.send(get('https://reports.example/')))).toMatchObject({
      reason: 'name-not-found',
      isTransient: false,
    });
  });

  test.each([
    ['ENOTFOUND', false],
    ['EAI_AGAIN', true],
  ])('as name-not-found at %s, transient: %s', async (code, isTransient) => {
    const client = localClient({
      timers,
      resolve: async () => {
        throw Object.assign(new Error('getaddrinfo'), { code });
      },
    });

    const fault = await faultOf(client.send(get('https://reports.example/')));

    expect(fault).toMatchObject({ reason: 'name-not-found', isTransient });
  });

  test('as connection-failed when nobody listens', async () => {
    const server = await startScriptedServer(answers(''));
    await server.stop();

    expect(await faultOf(localClient({ timers }).send(get(`${server.origin}/`)))).toMatchObject({
      reason: 'connection-failed',
      isTransient: true,
      wasSent: false,
      message: `The connection to 127.0.0.1:${server.port} failed (ECONNREFUSED).`,
    });
  });

  test.each([
    ['closes', sends('')],
    ['resets', resetsAfter('')],
    ['closes within the head', sends(`${OK}content-le`)],
    ['resets within the head', resetsAfter(`${OK}content-le`)],
  ])('as connection-failed when the server %s', async (_, script) => {
    expect(await faultOf(outcomeOf(script))).toMatchObject({
      reason: 'connection-failed',
      isTransient: true,
      wasSent: true,
    });
  });

  test.each([
    ['another protocol', sends('220 secret ESMTP\r\n')],
    ['a broken head', sends(`${OK}no colon secret\r\n\r\n`)],
    ['a length that is none', sends(`${OK}content-length: secret\r\n\r\n`)],
    ['two lengths', sends(`${OK}content-length: 1\r\ncontent-length: 2\r\n\r\na`)],
    ['length and chunks', sends(`${OK}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`)],
    ['a head without an end', sends(`${OK}x: ${'secret'.repeat(4000)}`)],
    ['HTTP/2', sends('\0\0\x12\x04\0\0\0\0\0')],
    ['a switch of protocols', sends('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')],
  ])('as connection-failed at %s, and repeats nothing of it', async (_, script) => {
    const fault = await faultOf(outcomeOf(script));

    expect(fault).toMatchObject({ reason: 'connection-failed', isTransient: false });
    expect(fault.message).not.toContain('secret');
    expect(fault.cause).toBeUndefined();
  });

  test.each([
    ['ends before its length', sends(`${OK}content-length: 10\r\n\r\nabc`)],
    ['has no body though a length', sends(`${OK}content-length: 10\r\n\r\n`)],
    ['ends before its last chunk', sends(`${OK}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`)],
    ['ends within a chunk', sends(`${OK}transfer-encoding: chunked\r\n\r\n9\r\nabc`)],
    ['has a broken chunk', sends(`${OK}transfer-encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n`)],
    ['is reset before its length', resetsAfter(`${OK}content-length: 10\r\n\r\nabc`)],
    ['is reset before its last chunk', resetsAfter(`${OK}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`)],
    ['is reset in place of its end', resetsAfter(`${OK}\r\nabc`)],
  ])('as truncated when the body %s', async (_, script) => {
    expect(await faultOf(outcomeOf(script))).toMatchObject({ reason: 'truncated', isTransient: true });
  });

  test.each([
    ['content-encoding: gzip'],
    ['Content-Encoding: BR'],
    ['content-encoding: identity, deflate'],
    ['transfer-encoding: gzip, chunked'],
  ])('as encoding-refused at %s', async (line) => {
    const fault = await faultOf(outcomeOf(stallsAfter(`${OK}${line}\r\n\r\n`)));

    expect(fault).toMatchObject({ reason: 'encoding-refused', isTransient: false });
  });

  test('as too-large at once when the length tells it', async () => {
    const fault = await faultOf(outcomeOf(stallsAfter(`${OK}content-length: 11\r\n\r\n`), 10));

    expect(fault).toMatchObject({ reason: 'too-large', isTransient: false });
  });

  test.each([
    ['in chunks', stallsAfter(`${OK}transfer-encoding: chunked\r\n\r\nb\r\nabcdefghijk\r\n`)],
    ['without a length', stallsAfter(`${OK}\r\nabcdefghijk`)],
    ['without an end', neverEnds()],
  ])('as too-large when a body %s passes the limit', async (_, script) => {
    expect((await faultOf(outcomeOf(script, 10))).reason).toBe('too-large');
  });

  test('never at a body of just the limit', async () => {
    expect(await outcomeOf(answers('abcdefghij'), 10)).toBe('abcdefghij');
  });
});

describe('the time of a call', () => {
  test('ends while the name is resolved', async () => {
    const client = localClient({ timers, resolve: () => new Promise(() => undefined) });
    const calling = faultOf(client.send(get('https://reports.example/')));

    await timers.end(HEAD_MS);

    expect(await calling).toMatchObject({ reason: 'timed-out', isTransient: true });
  });

  test.each([
    ['no answer', stallsAfter('')],
    ['half a head', stallsAfter(`${OK}content-`)],
    ['a head by single bytes', tricklesAfter(`${OK}x: `)],
    ['early answers only', stallsAfter('HTTP/1.1 102 Processing\r\n\r\n')],
  ])('ends at %s', async (_, script) => {
    const server = await serve(script);
    const calling = faultOf(localClient({ timers }).send(get(`${server.origin}/`)));

    await expect.poll(() => server.requests.length).toBe(1);
    await timers.end(HEAD_MS);

    expect(await calling).toMatchObject({ reason: 'timed-out', isTransient: true });
  });

  test('of the head covers redirects too', async () => {
    const server = await serve((exchange) => {
      if (exchange.index === 0) answers('', { status: 302, headers: { location: '/slow' } })(exchange);
    });
    const calling = faultOf(localClient({ timers }).send(get(`${server.origin}/`)));

    await expect.poll(() => server.requests.length).toBe(2);
    expect(timers.running).toEqual([HEAD_MS, TOTAL_MS]);
    await timers.end(HEAD_MS);

    expect((await calling).reason).toBe('timed-out');
  });

  test('of the head is over with the head', async () => {
    const { origin } = await serve(stallsAfter(`${OK}content-length: 1\r\n\r\n`));
    const response = await localClient({ timers }).send(get(`${origin}/`));

    expect(timers.running).toEqual([TOTAL_MS]);
    response.discard();
  });

  test('ends at a body that stalls', async () => {
    const { origin } = await serve(stallsAfter(`${OK}content-length: 10\r\n\r\nabc`));
    const { body } = await localClient({ timers }).send(get(`${origin}/`));
    const pieces = body[Symbol.asyncIterator]();
    await pieces.next();

    const next = faultOf(pieces.next());
    await timers.end(IDLE_MS);

    expect(await next).toMatchObject({ reason: 'too-slow', isTransient: true });
  });

  test('of a pause does not run while the reader pauses', async () => {
    const { origin } = await serve(answers('abc'));
    const { body } = await localClient({ timers }).send(get(`${origin}/`));
    const pieces = body[Symbol.asyncIterator]();
    await pieces.next();

    expect(timers.running).toEqual([TOTAL_MS]);
    expect(await pieces.next()).toMatchObject({ done: true });
  });

  test('as a whole ends at a body that trickles', async () => {
    const { origin } = await serve(tricklesAfter(`${OK}content-length: 100000\r\n\r\n`));
    const { body } = await localClient({ timers }).send(get(`${origin}/`));
    const pieces = body[Symbol.asyncIterator]();
    for (let count = 0; count < 3; count += 1) await pieces.next();

    const rest = faultOf(Array.fromAsync({ [Symbol.asyncIterator]: () => pieces }));
    await timers.end(TOTAL_MS);

    expect(await rest).toMatchObject({ reason: 'timed-out', isTransient: true });
  });

  test('as a whole is not taken for the end of a body that has no length', async () => {
    const { origin } = await serve(stallsAfter(`${OK}\r\nabc`));
    const reading = localClient({ timers })
      .send(get(`${origin}/`))
      .then(readText);

    await timers.end(IDLE_MS);

    expect((await faultOf(reading)).reason).toBe('too-slow');
  });

  test('as a whole closes an answer that nobody reads', async () => {
    const server = await serve(neverEnds());
    const response = await localClient({ timers }).send(get(`${server.origin}/`));

    await timers.end(TOTAL_MS);
    await server.allClosed();

    expect((await faultOf(readText(response))).reason).toBe('timed-out');
  });

  test('ends by the clock, too', async () => {
    const { origin } = await serve(stallsAfter(''));

    const fault = await faultOf(localClient().send(get(`${origin}/`, { headTimeoutMs: 20 })));

    expect(fault).toMatchObject({ reason: 'timed-out', message: 'No answer came within 20 ms.' });
  });
});

describe('the signal of the caller', () => {
  const reason = new Error('The run was cancelled.');

  test('prevents a call when it came before', async () => {
    const resolved: string[] = [];
    const resolve = async (host: string): Promise<string[]> => {
      resolved.push(host);
      return ['127.0.0.1'];
    };
    const calling = localClient({ timers, resolve }).send(
      get('https://reports.example/', { signal: AbortSignal.abort(reason) }),
    );

    await expect(calling).rejects.toBe(reason);
    expect(resolved).toEqual([]);
  });

  test('ends the wait for a name', async () => {
    const caller = new AbortController();
    const client = localClient({ timers, resolve: () => new Promise(() => undefined) });
    const calling = client.send(get('https://reports.example/', { signal: caller.signal }));

    caller.abort(reason);

    await expect(calling).rejects.toBe(reason);
  });

  test('ends the wait for a head', async () => {
    const caller = new AbortController();
    const server = await serve(stallsAfter(''));
    const calling = localClient({ timers }).send(get(`${server.origin}/`, { signal: caller.signal }));

    await expect.poll(() => server.requests.length).toBe(1);
    caller.abort(reason);

    await expect(calling).rejects.toBe(reason);
  });

  test('ends the reading of a body, also of one that ends with its connection', async () => {
    const caller = new AbortController();
    const { origin } = await serve(stallsAfter(`${OK}\r\nabc`));
    const response = await localClient({ timers }).send(get(`${origin}/`, { signal: caller.signal }));
    const pieces = response.body[Symbol.asyncIterator]();
    await pieces.next();

    const next = pieces.next();
    caller.abort(reason);

    await expect(next).rejects.toBe(reason);
  });

  test('may come after the end', async () => {
    const caller = new AbortController();
    const { origin } = await serve(answers('abc'));
    const response = await localClient({ timers }).send(get(`${origin}/`, { signal: caller.signal }));

    expect(await readText(response)).toBe('abc');
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
    caller.abort(reason);
  });
});

describe('a name with several addresses', () => {
  test('is reached at the next one when the first refuses', async () => {
    const server = await serve(answers('second'), '127.0.0.3');
    const client = localClient({ timers, resolve: async () => ['127.0.0.2', '127.0.0.3'] });

    expect(await client.send(get(`http://reports.example:${server.port}/`)).then(readText)).toBe('second');
  });

  test('is tried in both families by turns', async () => {
    const server = await serve(answers('IPv4'));
    const dead = ['::1', 'fd00::1', 'fd00::2', 'fd00::3', 'fd00::4', 'fd00::5', 'fd00::6'];
    const client = localClient({
      timers,
      allowedPrivateRanges: ['127.0.0.0/8', '::1/128', 'fd00::/8'],
      resolve: async () => [...dead, '127.0.0.1'],
    });

    expect(await client.send(get(`http://reports.example:${server.port}/`)).then(readText)).toBe('IPv4');
  });

  test('does not wait for one that is silent', async () => {
    const { key, cert } = makeCertificate('reports.example');
    const secure = await startScriptedServer(answers('secure'), { tls: { key, cert }, address: '127.0.0.4' });
    servers.push(secure);
    const quiet = await startScriptedServer(stallsAfter(''), { address: '127.0.0.2', port: secure.port });
    servers.push(quiet);
    const client = localClient({
      ...{ timers, authorities: cert },
      resolve: async () => ['127.0.0.2', '127.0.0.4'],
    });
    const calling = client.send(get(`https://reports.example:${secure.port}/`));

    await expect.poll(() => quiet.connectionCount).toBe(1);
    await timers.end(3000);

    expect(await calling.then(readText)).toBe('secure');
  });

  test('fails with the last fault when none answers', async () => {
    const server = await startScriptedServer(answers(''), { address: '127.0.0.9' });
    await server.stop();
    const client = localClient({ timers, resolve: async () => ['127.0.0.2', '127.0.0.3'] });

    const fault = await faultOf(client.send(get(`http://reports.example:${server.port}/`)));

    expect(fault).toMatchObject({ reason: 'connection-failed', isTransient: true });
  });

  test('is not asked again once a request was sent', async () => {
    const first = await serve(sends(''), '127.0.0.2');
    const client = localClient({ timers, resolve: async () => ['127.0.0.2', '127.0.0.3'] });
    const second = await startScriptedServer(answers('second'), { address: '127.0.0.3', port: first.port });
    servers.push(second);

    const fault = await faultOf(client.send(post(`http://reports.example:${first.port}/`, 'once')));

    expect([fault.reason, second.connectionCount]).toEqual(['connection-failed', 0]);
  });
});

test('a fault is an Error that tells its name', () => {
  expect(String(new OutgoingFault('too-slow', 'It took long.'))).toBe('OutgoingFault: It took long.');
});
