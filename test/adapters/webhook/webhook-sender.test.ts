import { describe, expect, onTestFinished, test } from 'vitest';
import { WebhookSender } from '../../../shared/adapters/webhook/webhook-sender.ts';
import type { SendOutcome } from '../../../shared/application/ports/alert-sender.ts';
import { alertEvent } from '../../../shared/contracts/alert-event.ts';
import { alertMessage } from '../../support/example-alert-message.ts';
import { at } from '../../support/example-job.ts';
import {
  answers,
  neverEnds,
  redirectsTo,
  resetsAfter,
  sends,
  stallsAfter,
  tricklesAfter,
} from '../../support/http/bad-answers.ts';
import { localClient } from '../../support/http/outgoing-client.ts';
import { makeCertificate } from '../../support/http/self-made-certificate.ts';
import { startScriptedServer, type Script, type ScriptedServer } from '../../support/http/scripted-server.ts';
import { isSignedWith, splitRequest } from '../../support/http/verify-webhook.ts';

const NOW = at('2026-03-01T09:25:00Z');
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = Buffer.alloc(24, 8).toString('base64');
const SECRETS: Readonly<Record<string, string>> = {
  hook: SECRET,
  plain: OTHER,
  both: `${SECRET} ${OTHER}`,
  short: 'whsec_aGVsbG8=',
  password: 'correct horse battery staple',
};
const MESSAGE = alertMessage();

async function serve(script: Script): Promise<ScriptedServer> {
  const server = await startScriptedServer(script);
  onTestFinished(() => server.stop());
  return server;
}

interface Sending {
  readonly secret?: string;
  readonly http?: ReturnType<typeof localClient>;
  readonly answerWithinMs?: number;
}

async function sendTo(
  url: string,
  { secret = 'hook', http = localClient(), answerWithinMs = 10_000 }: Sending = {},
): Promise<SendOutcome> {
  const deps = { http, clock: { now: () => NOW }, secrets: { get: (name: string) => SECRETS[name] } };
  const sender = new WebhookSender({ ...deps, answerWithinMs });
  return sender.send({ url, signingSecret: secret }, MESSAGE);
}

async function outcomeOf(script: Script, sending: Sending = {}): Promise<SendOutcome> {
  const { origin } = await serve(script);
  return sendTo(`${origin}/hook?token=in-the-query`, sending);
}

describe('a webhook', () => {
  test('receives a CloudEvent', async () => {
    const server = await serve(answers('', { status: 204 }));

    expect(await sendTo(`${server.origin}/hook`)).toEqual({ outcome: 'sent' });

    const { headers, body } = splitRequest(server.requests[0] ?? '');
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(alertEvent.strict().parse(JSON.parse(body))).toMatchObject({
      ...{ specversion: '1.0', type: 'com.evenkeel.alert.opened', source: '/alert-rules/failures' },
      ...{ subject: 'failures.0123456789abcdef-1', time: '2026-03-01T09:25:00.000Z' },
      data: {
        title: 'Model churn drifts: CSI 0.402 of balance, significant shift',
        incident: { failingCount: 1, openedAt: '2026-03-01T06:05:00.000Z' },
        subjects: [{ modelId: 'churn', detail: { psi: 0.312, thresholds: { significant: 0.25 } } }],
      },
    });
  });

  test('can tell by the signature that it is from here', async () => {
    const server = await serve(answers(''));

    await sendTo(`${server.origin}/hook`);

    const request = splitRequest(server.requests[0] ?? '');
    expect(isSignedWith(SECRET, request, NOW)).toBe(true);
    expect(isSignedWith(OTHER, request, NOW)).toBe(false);
    expect(isSignedWith(SECRET, { ...request, body: `${request.body} ` }, NOW)).toBe(false);
    expect(isSignedWith(SECRET, request, NOW + 3_600_000)).toBe(false);
  });

  test('can tell a message that comes again by its id, in which there is no dot', async () => {
    const server = await serve(answers(''));

    await sendTo(`${server.origin}/hook`);
    await sendTo(`${server.origin}/hook`);

    const ids = server.requests.map((request) => {
      const { headers, body } = splitRequest(request);
      return [headers['webhook-id'], alertEvent.parse(JSON.parse(body)).id];
    });
    expect(new Set(ids.flat())).toEqual(new Set(['failures:0123456789abcdef-1:opened:fedcba9876543210']));
  });

  test('may know a secret without the prefix, and two while one replaces the other', async () => {
    const server = await serve(answers(''));

    await sendTo(`${server.origin}/hook`, { secret: 'plain' });
    await sendTo(`${server.origin}/hook`, { secret: 'both' });

    const [plain, both] = server.requests.map(splitRequest);
    expect(plain && isSignedWith(OTHER, plain, NOW)).toBe(true);
    expect(both && [isSignedWith(OTHER, both, NOW), isSignedWith(SECRET, both, NOW)]).toEqual([true, true]);
  });
});

describe('a secret', () => {
  test('that is not there is named, and nothing is sent', async () => {
    const server = await serve(answers(''));

    expect(await sendTo(`${server.origin}/`, { secret: 'nobody' })).toEqual({
      outcome: 'not-sent',
      reason: "There is no secret 'nobody': set SECRETS__nobody, then send the message again.",
      isTransient: false,
    });
    expect(server.connectionCount).toBe(0);
  });

  test.each(['short', 'password'])('that cannot sign is named and not told: %s', async (secret) => {
    const outcome = await outcomeOf(answers(''), { secret });

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: false });
    expect(JSON.stringify(outcome)).toContain(`'${secret}'`);
    expect(JSON.stringify(outcome)).not.toContain(SECRETS[secret]);
  });
});

describe('an answer', () => {
  test.each([200, 201, 202, 204])('%i is enough', async (status) => {
    expect(await outcomeOf(answers('', { status }))).toEqual({ outcome: 'sent' });
  });

  test.each([500, 502, 503, 504, 408, 425, 429])('%i is worth another try', async (status) => {
    expect(await outcomeOf(answers('', { status }))).toMatchObject({
      outcome: 'not-sent',
      isTransient: true,
    });
  });

  test.each([400, 401, 403, 404, 405, 410, 413, 422])('%i is for good', async (status) => {
    expect(await outcomeOf(answers('', { status }))).toMatchObject({
      outcome: 'not-sent',
      isTransient: false,
    });
  });

  test('410 says what to do, and nothing of the path', async () => {
    const { origin } = await serve(answers('', { status: 410 }));

    expect(await sendTo(`${origin}/hook?token=in-the-query`)).toMatchObject({
      reason: `The webhook at ${origin.slice('http://'.length)} answered 410: it is gone for good; take it out of the rule.`,
    });
  });

  test.each([
    ['30', 30_000],
    ['Sun, 01 Mar 2026 09:26:00 GMT', 60_000],
    ['86400', 3_600_000],
    ['soon', undefined],
  ])('with Retry-After %s has the next try wait', async (value, retryAfterMs) => {
    const outcome = await outcomeOf(answers('', { status: 429, headers: { 'retry-after': value } }));

    expect('retryAfterMs' in outcome ? outcome.retryAfterMs : undefined).toBe(retryAfterMs);
  });

  test('503 with Retry-After has it wait too', async () => {
    const outcome = await outcomeOf(answers('', { status: 503, headers: { 'retry-after': '5' } }));

    expect(outcome).toMatchObject({ isTransient: true, retryAfterMs: 5000 });
  });

  test.each([
    ['without an end', neverEnds()],
    ['that trickles', tricklesAfter('HTTP/1.1 200 OK\r\n\r\n')],
    ['that stops', stallsAfter('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')],
    ['of terabytes', sends('HTTP/1.1 200 OK\r\ncontent-length: 9999999999999\r\n\r\n')],
  ])('%s is not read: its status is enough', async (_what, script) => {
    const server = await serve(script);

    expect(await sendTo(`${server.origin}/`)).toEqual({ outcome: 'sent' });
    await server.allClosed();
  });

  test.each([
    ['that does not come', stallsAfter('')],
    ['whose head does not end', tricklesAfter('HTTP/1.1 200 OK\r\nx: ')],
  ])('%s is worth another try', async (_what, script) => {
    const outcome = await outcomeOf(script, { answerWithinMs: 50 });

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: true });
    expect(JSON.stringify(outcome)).toContain('did not answer in time (timed-out)');
  });

  test('in place of which the connection is closed is worth another try', async () => {
    expect(await outcomeOf(resetsAfter(''))).toMatchObject({ outcome: 'not-sent', isTransient: true });
  });
});

describe('an address', () => {
  test('that redirects is not followed, to a private one neither', async () => {
    const inside = await serve(answers(''));

    const outcome = await outcomeOf(redirectsTo(`${inside.origin}/metadata`, 307));

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: false });
    expect(JSON.stringify(outcome)).toContain('redirects to another one, which is not followed');
    expect(inside.connectionCount).toBe(0);
  });

  test('that is private is refused where the settings do not allow it', async () => {
    const server = await serve(answers(''));

    const outcome = await sendTo(`${server.origin}/`, { http: localClient({ allowedPrivateRanges: [] }) });

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: false });
    expect(server.connectionCount).toBe(0);
  });

  test('with a certificate that nobody vouches for is refused', async () => {
    const server = await startScriptedServer(answers(''), { tls: makeCertificate('hooks.example') });
    onTestFinished(() => server.stop());
    const http = localClient({ resolve: async () => ['127.0.0.1'] });

    const outcome = await sendTo(`https://hooks.example:${server.port}/`, { http });

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: false });
    expect(server.requests).toEqual([]);
  });

  test('that is none is refused', async () => {
    expect(await sendTo('not an address')).toMatchObject({ outcome: 'not-sent', isTransient: false });
  });

  test('where nobody listens is worth another try', async () => {
    const server = await serve(answers(''));
    await server.stop();

    expect(await sendTo(`${server.origin}/`)).toMatchObject({ outcome: 'not-sent', isTransient: true });
  });
});
