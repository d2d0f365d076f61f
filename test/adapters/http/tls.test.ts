import { describe, expect, onTestFinished, test } from 'vitest';
import { answers, redirectsTo } from '../../support/http/bad-answers.ts';
import { ManualTimers } from '../../support/http/manual-timers.ts';
import { faultOf, get, HEAD_MS, localClient, readText } from '../../support/http/outgoing-client.ts';
import { makeCertificate } from '../../support/http/self-made-certificate.ts';
import { startScriptedServer, type Script, type ScriptedServer } from '../../support/http/scripted-server.ts';

const certificate = makeCertificate('reports.example');

/** The client that believes the certificate, and finds every name on this machine. */
const client = localClient({ authorities: certificate.cert, resolve: async () => ['127.0.0.1'] });

async function serve(script: Script): Promise<ScriptedServer> {
  const server = await startScriptedServer(script, { tls: certificate });
  onTestFinished(() => server.stop());
  return server;
}

describe('https', () => {
  test('reaches a server whose certificate is for the name', async () => {
    const server = await serve(answers('report'));

    const response = await client.send(get(`https://reports.example:${server.port}/`));

    expect(await readText(response)).toBe('report');
    await server.allClosed();
  });

  test('refuses a certificate for another name', async () => {
    const server = await serve(answers('report'));

    const fault = await faultOf(client.send(get(`https://other.example:${server.port}/`)));

    expect(fault).toMatchObject({ reason: 'connection-failed', isTransient: false });
    expect(fault.message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(server.requests).toEqual([]);
    await server.allClosed();
  });

  test('tries no other address after a wrong certificate', async () => {
    const first = await serve(answers('first'));
    const second = await startScriptedServer(answers('second'), { address: '127.0.0.2', port: first.port });
    onTestFinished(() => second.stop());
    const both = localClient({
      authorities: certificate.cert,
      resolve: async () => ['127.0.0.1', '127.0.0.2'],
    });

    const fault = await faultOf(both.send(get(`https://other.example:${first.port}/`)));

    expect(fault.message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(second.connectionCount).toBe(0);
  });

  test('checks the certificate against an address that stands in place of a name', async () => {
    const server = await serve(answers('report'));

    const fault = await faultOf(client.send(get(`${server.origin}/`)));

    expect(fault.message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('refuses a certificate that nobody vouches for', async () => {
    const server = await serve(answers('report'));
    const doubtful = localClient({ resolve: async () => ['127.0.0.1'] });

    const fault = await faultOf(doubtful.send(get(`https://reports.example:${server.port}/`)));

    expect(fault).toMatchObject({ reason: 'connection-failed', isTransient: false });
    expect(fault.message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  test('refuses it also where the environment says to believe anyone', async () => {
    const server = await serve(answers('report'));
    const doubtful = localClient({ resolve: async () => ['127.0.0.1'] });
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    onTestFinished(() => {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    });

    const fault = await faultOf(doubtful.send(get(`https://reports.example:${server.port}/`)));

    expect(fault.reason).toBe('connection-failed');
  });

  test('fails at a server that speaks no TLS', async () => {
    const server = await startScriptedServer(answers(''), { greeting: '220 secret ESMTP ready\r\n' });
    onTestFinished(() => server.stop());

    const fault = await faultOf(client.send(get(`https://reports.example:${server.port}/`)));

    expect(fault).toMatchObject({ reason: 'connection-failed', isTransient: false });
    expect(fault.message).not.toContain('secret');
    await server.allClosed();
  });

  test('is timed also while TLS is agreed on', async () => {
    const server = await startScriptedServer(answers(''));
    onTestFinished(() => server.stop());
    const timers = new ManualTimers();
    const waiting = localClient({ timers, resolve: async () => ['127.0.0.1'] });
    const calling = faultOf(waiting.send(get(`https://reports.example:${server.port}/`)));

    await expect.poll(() => server.connectionCount).toBe(1);
    await timers.end(HEAD_MS);

    expect((await calling).reason).toBe('timed-out');
    await server.allClosed();
  });

  test('is not left by a redirect to http', async () => {
    const plain = await startScriptedServer(answers('plain'));
    onTestFinished(() => plain.stop());
    const server = await serve(redirectsTo(`${plain.origin}/`));

    const fault = await faultOf(client.send(get(`https://reports.example:${server.port}/`)));

    expect([fault.reason, plain.connectionCount]).toEqual(['bad-url', 0]);
  });

  test('gives the server the name, not the address', async () => {
    const server = await serve(answers('report'));

    await client.send(get(`https://reports.example:${server.port}/`)).then(readText);

    expect(server.requests[0]).toContain(`\r\nhost: reports.example:${server.port}\r\n`);
  });
});
