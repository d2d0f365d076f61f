import { describe, expect, test } from 'vitest';
import { decideAnswer, decideLook } from '../../../../shared/kinds/webhook/domain/decide-answer.ts';
import { hintOf, outputOf, type AnswerBody } from '../../../../shared/kinds/webhook/domain/excerpt.ts';
import { idempotencyKeyOf } from '../../../../shared/kinds/webhook/domain/idempotency-key.ts';
import {
  hideSecrets,
  pollAddressOf,
  showSecrets,
} from '../../../../shared/kinds/webhook/domain/poll-address.ts';
import { readJson } from '../../../../shared/kinds/webhook/domain/read-json.ts';
import { redactorOf } from '../../../../shared/kinds/webhook/domain/redact.ts';
import { valueAt } from '../../../../shared/kinds/webhook/domain/value-at.ts';
import type { FailureReason } from '../../../../shared/domain/run/run-failure.ts';
import { exampleRunningRun } from '../../../support/example-run.ts';
import { taskOf } from '../../../support/webhook/webhook-world.ts';

const redact = redactorOf(['top-secret']);
const NOTHING: AnswerBody = { type: 'text', text: '' };

function bodyOf(text: string | undefined): AnswerBody {
  if (text === undefined) return { type: 'lost' };
  const value = readJson(text);
  return value === undefined ? { type: 'text', text } : { type: 'json', value };
}

describe('decideAnswer', () => {
  const STATE = { state: { succeeded: ['done'], failed: ['error'], going: ['busy'] } };
  const POLL = { completion: 'poll' };

  test.each<[object, number, string | undefined, string]>([
    [{}, 200, '', 'done'],
    [{}, 202, '{}', 'done'],
    [{}, 302, '', 'answer-not-expected'],
    [{}, 404, '', 'service-refused'],
    [{}, 408, '', 'later service-failed'],
    [{}, 425, '', 'later service-failed'],
    [{}, 429, '', 'later service-busy'],
    [{}, 500, '', 'later service-failed'],
    [{}, 503, '', 'later service-failed'],
    [{ expectedStatuses: ['204', '400-404'] }, 200, '', 'answer-not-expected'],
    [{ expectedStatuses: ['204', '400-404'] }, 404, '', 'done'],
    [{ expectedStatuses: ['503'] }, 503, '', 'done'],
    [STATE, 200, '{"status":"DONE"}', 'done'],
    [STATE, 200, '{"status":"error"}', 'work-failed'],
    [STATE, 200, '{"status":"busy"}', 'answer-not-expected'],
    [STATE, 200, '{"status":"odd"}', 'answer-not-expected'],
    [STATE, 200, '<html>', 'answer-not-expected'],
    [STATE, 200, undefined, 'lost'],
    [{}, 200, undefined, 'done'],
    [POLL, 200, '{}', 'done'],
    [POLL, 202, '{}', 'answer-not-expected'],
    [{ ...POLL, poll: { urlFrom: '/at' } }, 200, '{"at":"/x"}', 'accepted /x'],
    [{ ...POLL, poll: { urlFrom: '/at' } }, 202, '{"at":7}', 'answer-not-expected'],
    [{ ...POLL, poll: { urlFrom: '/at' } }, 202, undefined, 'lost'],
    [{ ...POLL, ...STATE, poll: { urlFrom: '/at' } }, 200, '{"status":"done","at":"/x"}', 'done'],
    [{ completion: 'callback', ...STATE }, 202, '{"status":"busy"}', 'accepted'],
  ])('of %j answered %i %s is %s', (task, status, body, outcome) => {
    const decided = decideAnswer(taskOf(task), { status, body: bodyOf(body) }, redact);
    const { outcome: name } = decided;
    const words =
      name === 'rejected'
        ? decided.failure.reason
        : name === 'later'
          ? `later ${decided.failure.reason}`
          : name === 'accepted' && decided.address !== undefined
            ? `accepted ${decided.address}`
            : name;

    expect(words).toBe(outcome);
  });
});

describe('decideLook', () => {
  test.each<[object, number, string, number, string]>([
    [{}, 200, '', 1, 'done'],
    [{}, 204, '', 1, 'done'],
    [{}, 202, '', 1, 'later'],
    [{}, 304, '', 9, 'later'],
    [{}, 404, '', 3, 'later'],
    [{}, 404, '', 4, 'work-lost'],
    [{}, 410, '', 1, 'work-lost'],
    [{}, 403, '', 1, 'service-refused'],
    [{}, 429, '', 1, 'later'],
    [{}, 500, '', 1, 'later'],
    [{ state: {} }, 200, '{"status":"running"}', 1, 'later'],
    [{ state: {} }, 202, '{"status":"succeeded"}', 1, 'done'],
    [{ state: {} }, 200, '{"status":"failed"}', 1, 'work-failed'],
    [{ state: { going: ['running'] } }, 200, '{"status":"odd"}', 1, 'answer-not-expected'],
  ])('of %j answered %i %s at look %i is %s', (task, status, body, looks, outcome) => {
    const decided = decideLook(taskOf(task), { status, body: bodyOf(body) }, { looks, redact });

    expect(decided.outcome === 'rejected' ? decided.failure.reason : decided.outcome).toBe(outcome);
  });
});

describe('what is kept of an answer', () => {
  test('has no secret, as it is, encoded or in base64, nor the token of one', () => {
    const secret = 'Bearer tok/en+1234';
    const clean = redactorOf([secret]);
    const said = [
      secret,
      encodeURIComponent(secret),
      btoa(secret),
      'tok/en+1234',
      encodeURIComponent('tok/en+1234'),
    ];

    const output = outputOf(taskOf(), { type: 'json', value: { said, [secret]: 1 } }, clean);

    expect(JSON.stringify(output)).not.toMatch(/tok|QmVhc/);
    expect(output).toEqual({ said: said.map(() => '[secret]'), '[secret]': 1 });
  });

  test('is the field that the task names', () => {
    const body = bodyOf('{"result":{"rows":[1,2]}}');

    expect(outputOf(taskOf({ outputField: '/result/rows/1' }), body, redact)).toBe(2);
    expect(outputOf(taskOf({ outputField: '/other' }), body, redact)).toBeUndefined();
  });

  test('is the beginning of what is longer than 8 KiB, and no secret is cut in half', () => {
    const text = `${'ä'.repeat(1995)}top-secret${'x'.repeat(9000)}`;

    for (const body of [bodyOf(text), bodyOf(JSON.stringify({ text }))]) {
      const output = outputOf(taskOf(), body, redact);
      expect(output).toEqual(expect.stringMatching(/ …$/));
      expect(output).not.toContain('top-');
    }
  });

  test('of a failure is a line', () => {
    expect(hintOf({ type: 'text', text: 'No\n\tdisk: top-secret\u0000' }, redact)).toBe(
      ' It says: No disk: [secret]',
    );
    expect(hintOf(NOTHING, redact)).toBe('');
  });
});

describe('readJson', () => {
  test('reads JSON, and takes what is nested too deeply for none', () => {
    expect(readJson('{"a":["[[[\\"[["]}')).toEqual({ a: ['[[["[['] });
    expect(readJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBeUndefined();
    expect(readJson('{')).toBeUndefined();
  });
});

describe('valueAt', () => {
  const json = { 'a/b': { '~': [10, null] }, '': 1 };

  test.each([
    ['', json],
    ['/a~1b/~0/0', 10],
    ['/a~1b/~0/1', null],
    ['/', 1],
    ['/a~1b/~0/2', undefined],
    ['/a~1b/~0/length', undefined],
    ['/constructor', undefined],
    ['/a~1b/~0/0/x', undefined],
  ])('of %j', (pointer, value) => {
    expect(valueAt(json, pointer)).toEqual(value);
  });
});

describe('idempotencyKeyOf', () => {
  const ID = exampleRunningRun().runId;

  function keyAfter(reasons: readonly FailureReason[], task: object = {}): string | undefined {
    const endedAttempts = reasons.map((reason, index) => ({
      ...{ attempt: index + 1, startedAt: 0, finishedAt: 0, failure: { reason, message: '' } },
    }));
    const run = { ...exampleRunningRun(), attempt: reasons.length + 1, endedAttempts };
    return idempotencyKeyOf(taskOf(task), run);
  }

  test('is the same until the service has answered', () => {
    expect(keyAfter([])).toBe(ID);
    expect(keyAfter(['service-failed', 'timed-out', 'orchestration-lost'])).toBe(ID);
    expect(keyAfter(['service-failed', 'work-failed'])).toBe(`${ID}~3`);
    expect(keyAfter(['service-failed', 'work-failed', 'answer-lost'])).toBe(`${ID}~3`);
  });

  test.each([
    [{ idempotencyKey: 'attempt' }],
    [{ completion: 'callback' }],
    [{ completion: 'poll', poll: { onCancel: 'delete' } }],
  ])('is of the attempt with %j', (task) => {
    expect(keyAfter(['timed-out'], task)).toBe(`${ID}~2`);
  });

  test('is none where the task wants none', () => {
    expect(keyAfter([], { idempotencyKey: 'none' })).toBeUndefined();
  });
});

describe('the address that is polled', () => {
  const CALLED = 'https://hooks.example.com/a/b?code=x';

  test.each([
    ['/work/7', 'https://hooks.example.com/work/7'],
    ['c?d=1#e', 'https://hooks.example.com/a/c?d=1'],
    ['https://other.example.com/w', 'https://other.example.com/w'],
    ['http://hooks.example.com/w', undefined],
    ['https://u:p@hooks.example.com/w', undefined],
    ['file:///etc/passwd', undefined],
    ['http://', undefined],
    [7, undefined],
  ])('said as %j is %s', (said, address) => {
    expect(pollAddressOf(said, CALLED)).toBe(address);
  });

  test('may be http where http was called', () => {
    expect(pollAddressOf('/w', 'http://10.0.0.1/a')).toBe('http://10.0.0.1/w');
  });

  test('has the names of secrets in their places, and gets them back', () => {
    const secrets = { code: 'a b/ä', key: 'k3y-k3y' };
    const address = `https://h/k3y-k3y?code=${encodeURIComponent(secrets.code)}`;

    const hidden = hideSecrets(address, secrets);

    expect(hidden).toBe('https://h/{secret.key}?code={secret.code}');
    expect(showSecrets(hidden, secrets)).toBe(address);
  });
});
