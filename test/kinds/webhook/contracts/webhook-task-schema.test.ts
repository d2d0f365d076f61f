import { describe, expect, test } from 'vitest';
import { webhookKind } from '../../../../shared/kinds/webhook/kind.ts';
import { readWebhookSettings } from '../../../../shared/kinds/webhook/settings.ts';
import { webhookTask } from '../../../../shared/kinds/webhook/webhook-task-schema.ts';

const URL_OF_HOOK = 'https://hooks.example.com/{yyyy}/{input.model}';

function faultsOf(given: object): readonly string[] {
  const parsed = webhookTask.safeParse({ url: URL_OF_HOOK, ...given });
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the task of a webhook', () => {
  test('fills in what is not said', () => {
    expect(webhookTask.parse({ url: URL_OF_HOOK })).toEqual({
      ...{ url: URL_OF_HOOK, method: 'POST', query: {}, headers: {}, expectedStatuses: ['200-299'] },
      ...{ answerSeconds: 30, unanswered: 'repeat', idempotencyKey: 'until-answered', completion: 'answer' },
      tries: { maxTries: 5, initialDelaySeconds: 2, backoffCoefficient: 2, maxDelaySeconds: 60 },
      poll: {
        ...{ urlFrom: 'location', intervalSeconds: 10, backoffCoefficient: 1.5, maxIntervalSeconds: 60 },
        onCancel: 'nothing',
      },
      outputField: '',
    });
  });

  test('is the same when what is stored is read again', () => {
    const once = webhookTask.parse(webhookKind.example);

    expect(webhookTask.parse(once)).toEqual(once);
    expect(JSON.parse(JSON.stringify(once))).toEqual(once);
  });

  test.each([
    [{ url: 'hooks.example.com' }, /^url: must be a URL/],
    [{ url: 'ftp://hooks.example.com/' }, /must begin with https/],
    [{ url: 'https://u:p@hooks.example.com/' }, /no user or password/],
    [{ url: 'https://hooks.example.com/?a=1' }, /must have no "\?" \(use "query"\)/],
    [{ url: 'https://{input.host}/' }, /no placeholder before its path/],
    [{ url: 'https://hooks.example.com/{model}' }, /'\{model\}' is no placeholder/],
    [{ url: 'https://hooks.example.com/{callbackUrl}' }, /is no placeholder/],
    [{ method: 'HEAD' }, /must be one of POST/],
    [{ method: 'GET', body: { json: {} } }, /^body: a GET has no body/],
    [{ body: { json: 1, text: 'x' } }, /^body: must have one of/],
    [{ body: { json: { a: ['{when}'] } } }, /^body/],
    [{ body: { json: { token: { secret: 'a', more: 1 } } } }, /^body/],
    [{ body: { json: '{callbackUrl}' } }, /^completion: must be "callback"/],
    [{ headers: { Host: 'x' } }, /^headers: must be none of/],
    [{ headers: { 'Idempotency-Key': 'x' } }, /^headers: must be none of/],
    [{ headers: { 'Webhook-Signature': 'x' } }, /^headers: must be none of/],
    [{ headers: { 'x-a': '1', 'X-A': '2' } }, /each header once/],
    [{ headers: { 'x-a': 'b\r\nc: d' } }, /control characters/],
    [{ headers: { 'x-a': { secret: 'not a name' } } }, /^headers\.x-a/],
    [{ expectedStatuses: ['99'] }, /must be a status/],
    [{ expectedStatuses: ['299-200'] }, /must not end before it begins/],
    [{ tries: { initialDelaySeconds: 70 } }, /must not be greater than maxDelaySeconds/],
    [{ poll: { urlFrom: 'status' } }, /must be "location" or a JSON pointer/],
    [{ state: { field: 'status' } }, /must be a JSON pointer/],
    [{ state: { succeeded: ['done'], failed: ['DONE'] } }, /one meaning/],
    [{ timeZone: 'Mars/Phobos' }, /is no time zone/],
    [{ retries: 3 }, /Unrecognized key/],
  ])('refuses %j', (given, message) => {
    expect(faultsOf(given).join('\n')).toMatch(message);
  });

  test('takes braces that are for others as they are', () => {
    expect(faultsOf({ body: { json: { template: '{{callbackUrl}}', css: 'a { b }' } } })).toEqual([]);
  });

  test('takes what its form says of each field', () => {
    const known = JSON.stringify(webhookTask.parse(webhookKind.example));

    expect(
      webhookKind.form.filter(({ path }) => path.includes('.') && path !== 'signing.previous.secret'),
    ).not.toEqual([]);
    for (const { path } of webhookKind.form.filter((field) => field.path.startsWith('poll.'))) {
      expect(known).toContain(`"${path.split('.').at(-1) ?? ''}":`);
    }
  });
});

describe('the settings of webhooks', () => {
  test.each([
    [{}, undefined],
    [{ WEBSITE_HOSTNAME: 'evenkeel.azurewebsites.net' }, 'https://evenkeel.azurewebsites.net'],
    [{ WEBSITE_HOSTNAME: '127.0.0.1:7071' }, 'http://127.0.0.1:7071'],
    [{ WEBHOOK__callbackBaseUrl: '', WEBSITE_HOSTNAME: 'localhost:7071' }, 'http://localhost:7071'],
    [
      {
        WEBHOOK__callbackBaseUrl: 'https://api.example.com/evenkeel/',
        WEBSITE_HOSTNAME: 'x.azurewebsites.net',
      },
      'https://api.example.com/evenkeel',
    ],
  ])('of %j have the address %s', (environment, address) => {
    expect(readWebhookSettings(environment).callbackBaseUrl).toBe(address);
  });

  test.each(['evenkeel.example.com', 'ftp://x', 'https://u@x', 'https://x/?a'])(
    'refuse the address %s',
    (given) => {
      expect(() => readWebhookSettings({ WEBHOOK__callbackBaseUrl: given })).toThrow(
        'WEBHOOK__callbackBaseUrl',
      );
    },
  );
});
