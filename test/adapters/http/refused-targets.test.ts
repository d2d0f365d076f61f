import { describe, expect, onTestFinished, test } from 'vitest';
import type { OutgoingFaultReason } from '../../../shared/application/ports/outgoing-http.ts';
import { answers, byTarget, redirectsTo, stallsAfter } from '../../support/http/bad-answers.ts';
import { faultOf, get, localClient, post, readText } from '../../support/http/outgoing-client.ts';
import { startScriptedServer, type Script, type ScriptedServer } from '../../support/http/scripted-server.ts';

async function serve(script: Script, address?: string): Promise<ScriptedServer> {
  const server = await startScriptedServer(script, address === undefined ? {} : { address });
  onTestFinished(() => server.stop());
  return server;
}

/** Ways to write this machine, and addresses that lead inside; `localhost` and its like are resolved by the system. */
const HOSTS = [
  ...['127.0.0.1', '127.1', '127.0.0.1.', '0.0.0.0', '0', '2130706433', '0177.0.0.1', '0x7f000001', '0x7f.1'],
  ...['127.255.255.255', '[::1]', '[::]', '[::ffff:7f00:1]', '[::ffff:127.0.0.1]', '[::7f00:1]'],
  ...['[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2001::1]', '[fe80::1]', '[fd00::1]'],
  ...[
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '168.63.129.16',
    '2852039166',
  ],
  ...[
    '[::ffff:a9fe:a9fe]',
    '255.255.255.255',
    '224.0.0.1',
    '１２７.0.0.1',
    '127。0。0。1',
    'localhost',
    'LOCALHOST',
  ],
];

describe('without settings', () => {
  const strict = localClient({ allowedPrivateRanges: [] });

  test.each(HOSTS.flatMap((host) => [`http://${host}/`, `https://${host}/`]))('refuses %s', async (url) => {
    const fault = await faultOf(strict.send(get(url)));

    expect(fault).toMatchObject({ reason: 'address-refused', isTransient: false });
  });

  test('makes no connection to a server that is refused', async () => {
    const server = await serve(answers('inside'));

    await faultOf(strict.send(get(`${server.origin}/`)));

    expect(server.connectionCount).toBe(0);
  });

  test.each([
    ['a private address', ['10.0.0.1']],
    ['a public and a private one', ['8.8.8.8', '127.0.0.1']],
    ['a private address of IPv6', ['2606:4700::1111', 'fd00::1']],
    ['the metadata service', ['169.254.169.254']],
    ['a mapped address', ['::ffff:127.0.0.1']],
    ['an address with a zone', ['fe80::1%eth0']],
    ['what is no address', ['localhost']],
  ])('refuses a name with %s', async (_, addresses) => {
    const client = localClient({ allowedPrivateRanges: [], resolve: async () => addresses });

    const fault = await faultOf(client.send(get('https://reports.example/')));

    expect(fault.reason).toBe('address-refused');
  });

  test('does not tell the address that a name has', async () => {
    const client = localClient({ allowedPrivateRanges: [], resolve: async () => ['10.11.12.13'] });

    const fault = await faultOf(client.send(get('https://reports.example/secret?token=secret')));

    expect(fault.message).toBe('reports.example has an address that may not be called.');
  });

  test.each(['http://reports.example/', 'http://reports.example:443/', 'https://reports.example:8443/'])(
    'refuses %s, though its address is public',
    async (url) => {
      const client = localClient({ allowedPrivateRanges: [], resolve: async () => ['8.8.8.8'] });

      expect((await faultOf(client.send(get(url)))).reason).toBe('address-refused');
    },
  );

  test.each<[url: string, reason: OutgoingFaultReason]>([
    ['', 'bad-url'],
    ['reports.example/x', 'bad-url'],
    ['//reports.example/x', 'bad-url'],
    ['https://', 'bad-url'],
    ['ftp://reports.example/', 'bad-url'],
    ['file:///etc/passwd', 'bad-url'],
    ['data:text/plain,x', 'bad-url'],
    ['ws://reports.example/', 'bad-url'],
    ['https://user@reports.example/', 'bad-url'],
    ['https://:secret@reports.example/', 'bad-url'],
    ['https://reports.example:secret@10.0.0.1/', 'bad-url'],
    ['https://reports.example:99999/', 'bad-url'],
    ['https://[fe80::1%25eth0]/', 'bad-url'],
    ['https://1.2.3.4.5/', 'bad-url'],
    ['https://localhost./', 'bad-url'],
    ['https://reports.example./', 'bad-url'],
    ['https://rep orts.example/', 'bad-url'],
  ])('refuses %j as %s, and repeats nothing of it', async (url, reason) => {
    const fault = await faultOf(strict.send(get(url)));

    expect(fault.reason).toBe(reason);
    expect(fault.message).not.toContain('secret');
  });
});

describe('with allowed ranges', () => {
  test('calls a server within them by http', async () => {
    const server = await serve(answers('inside'));

    const response = await localClient().send(get(`${server.origin}/`));

    expect(await readText(response)).toBe('inside');
  });

  test.each(['127.0.0.1', '2130706433', '0177.0.0.1', '[::ffff:7f00:1]', 'localhost'])(
    'calls %s, whatever way it is written',
    async (host) => {
      const server = await serve(answers('inside'));

      const response = await localClient().send(get(`http://${host}:${server.port}/`));

      expect(await readText(response)).toBe('inside');
    },
  );

  test('refuses an address beside them', async () => {
    const server = await serve(answers('inside'));
    const client = localClient({ allowedPrivateRanges: ['127.0.0.2/32'] });

    const fault = await faultOf(client.send(get(`${server.origin}/`)));

    expect([fault.reason, server.connectionCount]).toEqual(['address-refused', 0]);
  });

  test('refuses http to a name that has a public address besides', async () => {
    const client = localClient({ resolve: async () => ['127.0.0.1', '8.8.8.8'] });

    expect((await faultOf(client.send(get('http://reports.example/')))).reason).toBe('address-refused');
  });

  test('refuses the identity endpoint of the app', async () => {
    const server = await serve(answers('token'));
    const client = localClient({ identityPorts: [server.port] });

    const fault = await faultOf(client.send(get(`${server.origin}/msi/token`)));

    expect([fault.reason, server.connectionCount]).toEqual(['address-refused', 0]);
  });

  test.each(['169.254.169.254', '168.63.129.16', '[::ffff:a9fe:a9fe]', '[64:ff9b::a9fe:a9fe]', '0.0.0.0'])(
    'refuses %s though a range covers it',
    async (host) => {
      const client = localClient({ allowedPrivateRanges: ['0.0.0.0/0', '::/0'] });

      expect((await faultOf(client.send(get(`http://${host}/`)))).reason).toBe('address-refused');
    },
  );
});

describe('a name that changes its address', () => {
  test('is resolved once for a call', async () => {
    const server = await serve(answers('first'));
    const resolved: string[] = [];
    const client = localClient({
      resolve: async (host) => {
        resolved.push(host);
        return ['127.0.0.1'];
      },
    });

    const response = await client.send(get(`http://reports.example:${server.port}/`));

    expect(await readText(response)).toBe('first');
    expect(resolved).toEqual(['reports.example']);
  });

  test('is called at the address that was checked', async () => {
    const checked = await serve(answers('checked'), '127.0.0.2');
    const inside = await startScriptedServer(answers('inside'), { port: checked.port });
    onTestFinished(() => inside.stop());
    const rebinding = [['127.0.0.2'], ['127.0.0.1']];
    const client = localClient({
      allowedPrivateRanges: ['127.0.0.2/32'],
      resolve: async () => rebinding.shift() ?? [],
    });

    const response = await client.send(get(`http://reports.example:${checked.port}/`));

    expect(await readText(response)).toBe('checked');
    expect(inside.connectionCount).toBe(0);
  });

  test('is checked again when a redirect names it again', async () => {
    const server = await serve(redirectsTo('/again'), '127.0.0.2');
    const rebinding = [['127.0.0.2'], ['127.0.0.1']];
    const client = localClient({
      allowedPrivateRanges: ['127.0.0.2/32'],
      resolve: async () => rebinding.shift() ?? [],
    });

    const fault = await faultOf(client.send(get(`http://reports.example:${server.port}/`)));

    expect([fault.reason, server.connectionCount]).toEqual(['address-refused', 1]);
  });

  test('keeps its name for the server', async () => {
    const server = await serve(answers(''));

    const response = await localClient({ resolve: async () => ['127.0.0.1'] }).send(
      get(`http://reports.example:${server.port}/`),
    );
    response.discard();

    expect(server.requests[0]).toContain(`\r\nhost: reports.example:${server.port}\r\n`);
  });
});

describe('a redirect', () => {
  test.each(HOSTS)('to %s is refused', async (host) => {
    const server = await serve(redirectsTo(`http://${host}:1/`));
    const client = localClient({ allowedPrivateRanges: ['127.0.0.1/32'], resolve: async () => ['10.0.0.1'] });
    const meansServer = ['127.0.0.1', '::ffff:7f00:1'].includes(
      new URL(`http://${host}`).hostname.replace(/[[\]]/g, ''),
    );

    const fault = await faultOf(client.send(get(`${server.origin}/`, { maxRedirects: 1 })));

    // Those that are the allowed server itself are called, at a port where nobody is.
    expect(fault.reason).toBe(meansServer ? 'connection-failed' : 'address-refused');
    expect(server.connectionCount).toBe(1);
  });

  test('to another server leaves the headers behind', async () => {
    const storage = await serve(answers('report'));
    const server = await serve(redirectsTo(`${storage.origin}/blob`));
    const headers = { Authorization: 'Bearer secret', cookie: 'secret', 'x-api-key': 'secret' };

    const response = await localClient().send(get(`${server.origin}/`, { headers }));

    expect(await readText(response)).toBe('report');
    expect(server.requests[0]).toContain('secret');
    expect(storage.requests[0]).not.toContain('secret');
  });

  test('within a server keeps them', async () => {
    const server = await serve(byTarget({ 'GET /': redirectsTo('/there'), 'GET /there': answers('there') }));

    const response = await localClient().send(get(`${server.origin}/`, { headers: { 'x-api-key': 'kept' } }));

    expect(await readText(response)).toBe('there');
    expect(server.requests[1]).toMatch(/^GET \/there HTTP\/1\.1\r\n[^]*x-api-key: kept/);
  });

  test('closes the connection that it came by, though its body has not ended', async () => {
    const slow = await serve(stallsAfter(''));
    const server = await serve(stallsAfter(`HTTP/1.1 302 Found\r\nlocation: ${slow.origin}/\r\n\r\nsee`));
    const caller = new AbortController();
    const calling = localClient().send(get(`${server.origin}/`, { signal: caller.signal }));

    await expect.poll(() => slow.requests.length).toBe(1);
    await server.allClosed();

    caller.abort(new Error('enough'));
    await expect(calling).rejects.toThrow('enough');
  });

  test('is followed three times', async () => {
    const server = await serve((exchange) => {
      (exchange.index < 3 ? redirectsTo(`/${exchange.index}`) : answers('there'))(exchange);
    });

    expect(await readText(await localClient().send(get(`${server.origin}/`)))).toBe('there');
  });

  test('is not followed a fourth time', async () => {
    const server = await serve(redirectsTo('/again'));

    const fault = await faultOf(localClient().send(get(`${server.origin}/`)));

    expect(fault).toMatchObject({ reason: 'too-many-redirects', isTransient: false });
    expect(server.connectionCount).toBe(4);
    await server.allClosed();
  });

  test('is a fault where none is allowed', async () => {
    const server = await serve(redirectsTo('/again'));

    const fault = await faultOf(localClient().send(get(`${server.origin}/`, { maxRedirects: 0 })));

    expect([fault.reason, server.connectionCount]).toEqual(['too-many-redirects', 1]);
  });

  test('of a POST is got', async () => {
    const server = await serve((exchange) => {
      (exchange.index === 0 ? redirectsTo('/there', 303) : answers('there'))(exchange);
    });

    const response = await localClient().send(post(`${server.origin}/`, 'body'));

    expect(await readText(response)).toBe('there');
    expect(server.requests[1]).toMatch(/^GET \/there /);
    expect(server.requests[1]).not.toMatch(/content-length|body/);
  });

  test('of a POST with 307 is posted within the server', async () => {
    const server = await serve((exchange) => {
      (exchange.index === 0 ? redirectsTo('/there', 307) : answers('there'))(exchange);
    });

    const response = await localClient().send(post(`${server.origin}/`, 'body'));

    expect(await readText(response)).toBe('there');
    expect(server.requests[1]).toMatch(/^POST \/there [^]*\r\n\r\nbody$/);
  });

  test('of a POST with 307 to another server is refused', async () => {
    const other = await serve(answers(''));
    const server = await serve(redirectsTo(`${other.origin}/`, 307));

    const fault = await faultOf(localClient().send(post(`${server.origin}/`, 'body')));

    expect([fault.reason, other.connectionCount]).toEqual(['bad-url', 0]);
  });
});
