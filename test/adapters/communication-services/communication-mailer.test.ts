import { describe, expect, onTestFinished, test } from 'vitest';
import { CommunicationMailer } from '../../../shared/adapters/communication-services/communication-mailer.ts';
import type { MailOutcome } from '../../../shared/application/ports/mailer.ts';
import { toMail } from '../../../shared/domain/alert/message/to-mail.ts';
import { alertMessage } from '../../support/example-alert-message.ts';
import { makeCertificate } from '../../support/http/self-made-certificate.ts';
import {
  startMailService,
  type MailService,
  type ServiceAnswer,
  type ServiceRequest,
} from '../../support/mail/mail-service.ts';

const certificate = makeCertificate('localhost');
const MAIL = toMail(alertMessage());

type Answering = (request: ServiceRequest, endpoint: string) => ServiceAnswer | undefined;

async function serve(answer: Answering): Promise<MailService> {
  const service = await startMailService(certificate, answer);
  onTestFinished(() => service.stop());
  return service;
}

async function sendTo(service: MailService, totalMs = 5000, mail = MAIL): Promise<MailOutcome> {
  const mailer = new CommunicationMailer({
    ...{ endpoint: service.endpoint, sender: 'alerts@evenkeel.example', authorities: certificate.cert },
    credential: { getToken: async () => ({ token: 'token', expiresOnTimestamp: Date.now() + 3_600_000 }) },
    ...{ clock: { now: () => 0 }, times: { totalMs, pollMs: 5 } },
  });
  return mailer.send(mail, ['ada@example.com', 'bo@example.com']);
}

/** The service takes a mail, and then says these states one after the other. */
function takesThenSays(...states: readonly (ServiceAnswer | undefined)[]): Answering {
  let asked = 0;
  return ({ method, headers }, endpoint) => {
    if (method === 'GET') {
      asked += 1;
      return states[Math.min(asked, states.length) - 1];
    }
    const id = headers['operation-id'] ?? '';
    return {
      status: 202,
      headers: { 'operation-location': `${endpoint}/emails/operations/${id}?api-version=2025-09-01` },
      body: { id, status: 'Running' },
    };
  };
}

function state(status: string, more: object = {}): ServiceAnswer {
  return { status: 200, body: { id: '1', status, ...more } };
}

function refuses(status: number, headers: Readonly<Record<string, string>> = {}): Answering {
  return () => ({ status, headers, body: { error: { code: 'SomeCode', message: 'in words' } } });
}

describe('a mail by Communication Services', () => {
  test('is sent with the identity of the app', async () => {
    const service = await serve(takesThenSays(state('Running'), state('Succeeded')));

    expect(await sendTo(service)).toEqual({ outcome: 'sent' });

    const [post] = service.requests;
    expect(post).toMatchObject({
      ...{ method: 'POST', path: '/emails:send', headers: { authorization: 'Bearer token' } },
      body: {
        senderAddress: 'alerts@evenkeel.example',
        content: { subject: MAIL.subject, plainText: MAIL.text, html: MAIL.html },
        recipients: { to: [{ address: 'ada@example.com' }, { address: 'bo@example.com' }] },
        headers: {
          'Message-ID': `<${MAIL.messageName}@evenkeel.example>`,
          References: `<${MAIL.threadName}@evenkeel.example>`,
        },
      },
    });
  });

  test('that is sent again is the same operation', async () => {
    const service = await serve(takesThenSays(state('Succeeded')));

    await sendTo(service);
    await sendTo(service);

    const ids = service.requests
      .filter(({ method }) => method === 'POST')
      .map(({ headers }) => headers['operation-id']);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  test('that a person has sent again is another operation: the one that failed is over', async () => {
    const service = await serve(takesThenSays(state('Succeeded')));
    for (const tellAt of [1000, 2000]) await sendTo(service, 5000, toMail({ ...alertMessage(), tellAt }));

    const posts = service.requests.filter(({ method }) => method === 'POST');
    expect(new Set(posts.map(({ headers }) => headers['operation-id'])).size).toBe(2);
  });

  test('that the service says it cannot send is not tried again', async () => {
    const failed = state('Failed', {
      error: { code: 'EmailDroppedAllRecipientsSuppressed', message: 'all' },
    });

    const outcome = await sendTo(await serve(takesThenSays(failed)));

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: false });
    expect(JSON.stringify(outcome)).toContain('EmailDroppedAllRecipientsSuppressed');
  });

  test('that was taken is sent, though the service cannot be asked about it', async () => {
    expect(await sendTo(await serve(takesThenSays({ status: 500, body: {} })))).toEqual({ outcome: 'sent' });
  });

  test('that was taken is sent, though it is still under way when the time is over', async () => {
    expect(await sendTo(await serve(takesThenSays(state('Running'))), 300)).toEqual({ outcome: 'sent' });
  });

  test.each([401, 403, 409, 500, 503])('that is answered %i is worth another try', async (status) => {
    const outcome = await sendTo(await serve(refuses(status)));

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: true });
    expect(JSON.stringify(outcome)).toContain(String(status));
  });

  test.each([400, 404])('that is answered %i is not', async (status) => {
    expect(await sendTo(await serve(refuses(status)))).toMatchObject({
      outcome: 'not-sent',
      isTransient: false,
    });
  });

  test('waits as long as the service asks for, an hour at most', async () => {
    expect(await sendTo(await serve(refuses(429, { 'retry-after': '60' })))).toMatchObject({
      retryAfterMs: 60_000,
    });
    expect(await sendTo(await serve(refuses(429, { 'retry-after': '7200' })))).toMatchObject({
      retryAfterMs: 3_600_000,
    });
  });

  test('that is not answered is worth another try', async () => {
    const service = await serve(() => undefined);

    expect(await sendTo(service, 200)).toMatchObject({ outcome: 'not-sent', isTransient: true });
  });

  test('to a service that is not there is worth another try', async () => {
    const service = await serve(() => undefined);
    await service.stop();

    expect(await sendTo(service)).toMatchObject({ outcome: 'not-sent', isTransient: true });
  });
});
