import { describe, expect, onTestFinished, test } from 'vitest';
import { SmtpMailer } from '../../../shared/adapters/smtp/smtp-mailer.ts';
import type { SmtpOptions } from '../../../shared/adapters/smtp/smtp-options.ts';
import { toMail } from '../../../shared/domain/alert/message/to-mail.ts';
import { alertMessage } from '../../support/example-alert-message.ts';
import { makeCertificate } from '../../support/http/self-made-certificate.ts';
import { startMailServer, type MailServer, type MailServerOptions } from '../../support/mail/mail-server.ts';
import { startScriptedSmtp, type ScriptedSmtp } from '../../support/mail/scripted-smtp.ts';

const certificate = makeCertificate('localhost');
const TIMES = { connectMs: 5000, greetingMs: 5000, silenceMs: 5000, totalMs: 5000 };
/** Of a client that waits for an answer that does not come. */
const SHORT = { ...TIMES, greetingMs: 60, silenceMs: 60 };
const LOGIN = { user: 'evenkeel', password: 'secret-password' };
const MAIL = toMail(alertMessage());
const TO = ['ada@example.com'];

async function serve(options: MailServerOptions = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  onTestFinished(() => server.stop());
  return server;
}

async function misbehave(replies: Readonly<Record<string, string>>): Promise<ScriptedSmtp> {
  const server = await startScriptedSmtp(replies);
  onTestFinished(() => server.stop());
  return server;
}

function mailer(port: number, options: Partial<SmtpOptions> = {}): SmtpMailer {
  return new SmtpMailer({
    ...{ host: 'localhost', port, security: 'none', from: 'Evenkeel <alerts@evenkeel.example>' },
    ...{ authorities: certificate.cert, times: TIMES },
    ...options,
  });
}

describe('a mail', () => {
  test('arrives as text and HTML, from the sender of the settings, for all who are told', async () => {
    const server = await serve();

    const outcome = await mailer(server.port).send(MAIL, ['ada@example.com', 'bo@example.com']);

    expect(outcome).toEqual({ outcome: 'sent' });
    const [mail] = server.mails;
    expect(mail?.recipients).toEqual(['ada@example.com', 'bo@example.com']);
    expect(mail?.content).toMatchObject({
      from: { name: 'Evenkeel', address: 'alerts@evenkeel.example' },
      to: [{ address: 'ada@example.com' }, { address: 'bo@example.com' }],
      subject: MAIL.subject,
    });
    expect(mail?.content.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(MAIL.text.trimEnd());
    expect(mail?.content.html?.replaceAll('\r\n', '\n').trimEnd()).toBe(MAIL.html.trimEnd());
  });

  test('has the name of its delivery and belongs to the others of its incident', async () => {
    const server = await serve();

    await mailer(server.port).send(MAIL, TO);

    expect(server.mails[0]?.content).toMatchObject({
      messageId: '<failures.0123456789abcdef-1.opened.fedcba9876543210@evenkeel.example>',
      inReplyTo: '<failures.0123456789abcdef-1@evenkeel.example>',
      references: '<failures.0123456789abcdef-1@evenkeel.example>',
    });
  });

  test('says that no person wrote it', async () => {
    const server = await serve();

    await mailer(server.port).send(MAIL, TO);

    const headers = server.mails[0]?.content.headers ?? [];
    expect(headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
  });

  test('has no header that a name made', async () => {
    const server = await serve();
    const subject = 'a\r\nBcc: eve@example.com';

    await mailer(server.port).send({ ...MAIL, subject }, TO);

    expect(server.mails[0]?.recipients).toEqual(TO);
    expect(server.mails[0]?.content.bcc).toBeUndefined();
  });

  test('goes to one address, whatever stands in it', async () => {
    const server = await serve();

    await mailer(server.port).send(MAIL, ['ada@example.com, eve@example.com']);

    expect(server.mails.flatMap(({ recipients }) => recipients)).not.toContain('eve@example.com');
  });
});

describe('a connection', () => {
  test('is made safe by STARTTLS', async () => {
    const server = await serve({ tls: certificate, login: LOGIN });

    const outcome = await mailer(server.port, { security: 'starttls', login: LOGIN }).send(MAIL, TO);

    expect(outcome).toEqual({ outcome: 'sent' });
    expect(server.mails[0]).toMatchObject({ isEncrypted: true, user: 'evenkeel' });
  });

  test('is made safe by TLS from the start', async () => {
    const server = await serve({ tls: certificate, secure: true });

    expect(await mailer(server.port, { security: 'tls' }).send(MAIL, TO)).toEqual({ outcome: 'sent' });
    expect(server.mails[0]?.isEncrypted).toBe(true);
  });

  test('without STARTTLS is not used where it has to be safe', async () => {
    const server = await serve();

    const outcome = await mailer(server.port, { security: 'starttls' }).send(MAIL, TO);

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: true });
    expect(server.mails).toEqual([]);
  });

  test('to a server that nobody vouches for is not used, and mended settings are worth another try', async () => {
    const server = await serve({ tls: certificate });
    const other = makeCertificate('localhost').cert;

    const outcome = await mailer(server.port, { security: 'starttls', authorities: other }).send(MAIL, TO);

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: true });
    expect(outcome).toHaveProperty('reason', expect.stringContaining('SMTP__security'));
    expect(server.mails).toEqual([]);
  });

  test('to a server of another name is not used', async () => {
    const server = await serve({ tls: certificate });

    const outcome = await mailer(server.port, { security: 'starttls', host: '127.0.0.1' }).send(MAIL, TO);

    expect(outcome).toMatchObject({ outcome: 'not-sent' });
    expect(server.mails).toEqual([]);
  });
});

describe('a login that is wrong', () => {
  test('is told without what was sent, and mended settings are worth another try', async () => {
    const server = await serve({ tls: certificate, login: LOGIN });
    const login = { user: 'secret-user', password: 'secret-password-2' };

    const outcome = await mailer(server.port, { security: 'starttls', login }).send(MAIL, TO);

    expect(outcome).toEqual({
      outcome: 'not-sent',
      reason: 'The mail server does not accept the login; see SMTP__user and SMTP__password (535).',
      isTransient: true,
    });
  });

  test('is so at a server that asks for none', async () => {
    const server = await serve({ tls: certificate });

    const outcome = await mailer(server.port, { security: 'starttls', login: LOGIN }).send(MAIL, TO);

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: true });
    expect(server.mails).toEqual([]);
  });
});

describe('a server that does not take a mail', () => {
  test('now (450) is tried again', async () => {
    const server = await serve({ refusals: { 'ada@example.com': '450 4.7.1 greylisted' } });

    expect(await mailer(server.port).send(MAIL, TO)).toEqual({
      outcome: 'not-sent',
      reason: 'The mail server does not take mails for ada@example.com (450 4.7.1 greylisted).',
      isTransient: true,
    });
  });

  test('for good (550) is not', async () => {
    const server = await serve({ refusals: { 'ada@example.com': '550 5.1.1 no such user' } });

    expect(await mailer(server.port).send(MAIL, TO)).toMatchObject({
      outcome: 'not-sent',
      isTransient: false,
    });
  });

  test('because of what is in it (554) is not tried again', async () => {
    const server = await serve({ refusal: '554 5.7.1 looks like spam' });

    expect(await mailer(server.port).send(MAIL, TO)).toEqual({
      outcome: 'not-sent',
      reason: 'The mail server answered: 554 5.7.1 looks like spam.',
      isTransient: false,
    });
  });

  test('for want of room (452) is tried again', async () => {
    const server = await serve({ refusal: '452 4.3.1 full' });

    expect(await mailer(server.port).send(MAIL, TO)).toMatchObject({
      outcome: 'not-sent',
      isTransient: true,
    });
  });

  test('for one of two for good has told the other, and that is the end', async () => {
    const server = await serve({ refusals: { 'bo@example.com': '550 5.1.1 no such user' } });

    const outcome = await mailer(server.port).send(MAIL, [...TO, 'bo@example.com']);

    expect(outcome).toEqual({
      outcome: 'sent',
      refused: 'The mail server does not take mails for bo@example.com (550 5.1.1 no such user).',
    });
    expect(server.mails[0]?.recipients).toEqual(TO);
  });

  test('for one of two now has told the other, and leaves the one', async () => {
    const server = await serve({ refusals: { 'bo@example.com': '450 4.7.1 greylisted' } });

    const outcome = await mailer(server.port).send(MAIL, [...TO, 'bo@example.com']);

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: true, remaining: ['bo@example.com'] });
    expect(server.mails[0]?.recipients).toEqual(TO);
  });

  test('for one of two now leaves the one, in whatever case it was written', async () => {
    const server = await serve({ refusals: { 'Bo@example.com': '450 4.7.1 greylisted' } });

    const outcome = await mailer(server.port).send(MAIL, [...TO, 'Bo@EXAMPLE.com']);

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: true, remaining: ['Bo@EXAMPLE.com'] });
  });

  test('for one now that cannot be told from the others is sent to all again', async () => {
    const server = await serve({ refusals: { 'bo@bücher.example': '450 4.7.1 greylisted' } });

    const outcome = await mailer(server.port).send(MAIL, [...TO, 'bo@bücher.example']);

    expect(outcome).toMatchObject({ outcome: 'not-sent', isTransient: true });
    expect(outcome).not.toHaveProperty('remaining');
  });

  test('for one now and for one for good leaves the one', async () => {
    const server = await serve({
      refusals: { 'ada@example.com': '550 5.1.1 no such user', 'bo@example.com': '450 4.7.1 greylisted' },
    });

    const outcome = await mailer(server.port).send(MAIL, [...TO, 'bo@example.com']);

    expect(outcome).toMatchObject({
      ...{ outcome: 'not-sent', isTransient: true, remaining: ['bo@example.com'] },
      refused: 'The mail server does not take mails for ada@example.com (550 5.1.1 no such user).',
    });
  });
});

describe('a server that is not there', () => {
  test('is tried again', async () => {
    const server = await serve();
    await server.stop();

    expect(await mailer(server.port).send(MAIL, TO)).toMatchObject({
      outcome: 'not-sent',
      reason: 'The mail server cannot be reached; see SMTP__host and SMTP__port.',
      isTransient: true,
    });
  });

  test.each(['GREETING', 'EHLO', 'MAIL', 'RCPT', 'DATA', '.'])(
    'any more at %s is tried again',
    async (step) => {
      const { port, commands } = await misbehave({ [step]: 'drop' });

      expect(await mailer(port).send(MAIL, TO)).toMatchObject({ outcome: 'not-sent', isTransient: true });
      expect(commands.at(-1)).toBe(step);
    },
  );

  test.each(['GREETING', 'EHLO', 'MAIL', 'RCPT', 'DATA', '.'])(
    'in spirit at %s is tried again',
    async (step) => {
      const { port } = await misbehave({ [step]: 'hang' });

      expect(await mailer(port, { times: SHORT }).send(MAIL, TO)).toEqual({
        outcome: 'not-sent',
        reason: 'The mail server did not answer in time.',
        isTransient: true,
      });
    },
  );

  test('but is never done is left when the time is over', async () => {
    const { port } = await misbehave({});
    const times = { ...TIMES, totalMs: 1 };

    expect(await mailer(port, { times }).send(MAIL, TO)).toEqual({
      outcome: 'not-sent',
      reason: 'The mail server was not done in time.',
      isTransient: true,
    });
  });

  test('but speaks another language is tried again', async () => {
    const { port } = await misbehave({ GREETING: 'HTTP/1.1 400 Bad Request' });

    expect(await mailer(port).send(MAIL, TO)).toMatchObject({ outcome: 'not-sent', isTransient: true });
  });

  test('with a long answer has little of it told', async () => {
    const { port } = await misbehave({ MAIL: `550 ${'x'.repeat(10_000)}` });

    const outcome = await mailer(port).send(MAIL, TO);

    expect(JSON.stringify(outcome).length).toBeLessThan(400);
  });
});
