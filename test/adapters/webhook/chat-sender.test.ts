import { describe, expect, onTestFinished, test } from 'vitest';
import { ChatSender, SLACK, TEAMS } from '../../../shared/adapters/webhook/chat-sender.ts';
import type { SendOutcome } from '../../../shared/application/ports/alert-sender.ts';
import { composeAlert } from '../../../shared/domain/alert/message/compose-alert.ts';
import { toTeamsMessage } from '../../../shared/domain/alert/message/to-adaptive-card.ts';
import { toSlackMessage } from '../../../shared/domain/alert/message/to-slack-message.ts';
import { alertMessage } from '../../support/example-alert-message.ts';
import { answers, resetsAfter, stallsAfter } from '../../support/http/bad-answers.ts';
import { localClient } from '../../support/http/outgoing-client.ts';
import { startScriptedServer, type Script, type ScriptedServer } from '../../support/http/scripted-server.ts';
import { splitRequest } from '../../support/http/verify-webhook.ts';

const MESSAGE = alertMessage('run-failed');
const TEXT = composeAlert(MESSAGE);

async function serve(script: Script): Promise<ScriptedServer> {
  const server = await startScriptedServer(script);
  onTestFinished(() => server.stop());
  return server;
}

async function send(chat: typeof TEAMS, address: string | undefined): Promise<SendOutcome> {
  const secrets = { get: (name: string) => (name === 'chat-url' ? address : undefined) };
  const deps = { http: localClient(), clock: { now: () => 0 }, secrets, answerWithinMs: 100 };
  return new ChatSender(chat, deps).send({ urlSecret: 'chat-url' }, MESSAGE);
}

describe.each([
  { ...TEAMS, chat: TEAMS, body: toTeamsMessage(TEXT), success: answers('', { status: 202 }) },
  { ...SLACK, chat: SLACK, body: toSlackMessage(TEXT), success: answers('ok') },
])('$name', ({ name, chat, body, success }) => {
  test('gets its message', async () => {
    const server = await serve(success);

    expect(await send(chat, `${server.origin}/path?sig=secret`)).toEqual({ outcome: 'sent' });

    const request = splitRequest(server.requests[0] ?? '');
    expect(server.requests[0]).toMatch(/^POST \/path\?sig=secret HTTP/);
    expect(request.headers['content-type']).toBe('application/json');
    expect(JSON.parse(request.body)).toEqual(body);
  });

  test('without its secret is not told, and the secret is named', async () => {
    expect(await send(chat, undefined)).toEqual({
      outcome: 'not-sent',
      reason: "There is no secret 'chat-url': set SECRETS__chat-url, then send the message again.",
      isTransient: false,
    });
  });

  test.each([
    ['answers 404', answers('no_service', { status: 404 })],
    ['answers 429', answers('', { status: 429 })],
    ['hangs', stallsAfter('')],
    ['breaks off', resetsAfter('')],
  ])('that %s is told of without its address', async (_what, script) => {
    const server = await serve(script);

    const outcome = await send(chat, `${server.origin}/path?sig=secret`);

    const told = JSON.stringify(outcome);
    expect(outcome).toMatchObject({ outcome: 'not-sent' });
    expect(told).toContain(`${name} (secret 'chat-url')`);
    expect(told).not.toMatch(/127\.0\.0\.1|path|sig=|no_service/);
  });

  test.each(['http://10.0.0.1/path?sig=secret', 'no address at all: secret', 'https://nobody.invalid/path'])(
    'with an address that cannot be called is told of without it: %s',
    async (address) => {
      const told = JSON.stringify(await send(chat, address));

      expect(told).toContain("secret 'chat-url'");
      expect(told).not.toMatch(/10\.0\.0\.1|sig=|no address at all|nobody\.invalid/);
    },
  );
});
