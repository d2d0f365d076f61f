import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../shared/adapters/telemetry/redactor.ts';
import { cpuMsOf } from '../../support/cpu-ms-of.ts';

const KEY_LINE = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
const PEM = `-----BEGIN PRIVATE KEY-----\\n${KEY_LINE}\\n-----END PRIVATE KEY-----`;

const SETTINGS = {
  SECRETS__report_server: 'corr&ct "horse"',
  SECRETS__short: 'abc',
  COSMOS__accountKey: 'C2y6yDjf5R+ob0N8A7Cgv30VRDJIWEHLM==',
  SERVICE_BUS: 'Endpoint=sb://bus.example/;SharedAccessKeyName=root;SharedAccessKey=bus+secret/=',
  STORAGE: 'AccountName=devstoreaccount1;AccountKey=blob+secret/==;BlobEndpoint=http://127.0.0.1:1/x',
  ACS__connectionString: 'endpoint=https://mail.example/;accesskey=mail+secret/=',
  SMTP__password: 'post-office',
  SNOWFLAKE__privateKey: PEM,
  OTEL_EXPORTER_OTLP_HEADERS: 'dd-api-key=fedcba9876543210,authorization=Basic%20dXNlcjpwYXNz',
  SNOWFLAKE__account: 'evenkeel-prod',
  AUTH__tokenSecret: '@Microsoft.KeyVault(SecretUri=https://v.example/secrets/x)',
};

const { redact, redactValue } = createRedactor(SETTINGS);

describe('the redactor', () => {
  test.each([
    ['a secret that jobs name', 'sent corr&ct "horse" along', 'sent [redacted] along'],
    ['one in a URL', 'GET /?x=corr%26ct%20%22horse%22', 'GET /?x=[redacted]'],
    ['one within JSON', JSON.stringify({ x: 'corr&ct "horse"' }), '{"x":"[redacted]"}'],
    ['an account key', 'key C2y6yDjf5R+ob0N8A7Cgv30VRDJIWEHLM==', 'key [redacted]'],
    ['a key of a connection string', 'Bad bus+secret/=', 'Bad [redacted]'],
    ['a mail key', 'HMAC mail+secret/=', 'HMAC [redacted]'],
    ['the mail password', 'AUTH PLAIN post-office', 'AUTH PLAIN [redacted]'],
    ['a line of the private key', `at ${KEY_LINE}`, 'at [redacted]'],
    ['a header of the exporters', 'sent fedcba9876543210', 'sent [redacted]'],
    ['a header written in percents', 'sent Basic dXNlcjpwYXNz', 'sent [redacted]'],
  ])('takes out %s, a value of the settings', (_what, text, safe) => {
    expect(redact(text)).toBe(safe);
  });

  test.each([
    ['Authorization: Bearer abc.def-ghi', 'abc.def'],
    ['authorization: "Basic QWxhZGRpbjpvcGVu"', 'QWxhZGRpbjpvcGVu'],
    ["{ Authorization: 'SharedKey account:QWxhZGRpbjpvcGVu=' }", 'QWxhZGRpbjpvcGVu'],
    ['SharedAccessSignature sr=https%3a%2f%2fx&sig=abc%3d&se=1', 'abc%3d'],
    ['Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=zzzz+yyy=', 'zzzz+yyy'],
    ['DefaultEndpointsProtocol=https;AccountName=a;AccountKey=zzzz/yyy==;EndpointSuffix=e', 'zzzz/yyy'],
    ['https://a.blob.core.windows.net/c/b?sv=1&sig=ZZZ%3D&se=2', 'ZZZ'],
    ['https://app.azurewebsites.net/api/x?code=functionkey==', 'functionkey'],
    ['smtp://user:pa55word@mail.example:587', 'pa55word'],
    ['posted to https://hooks.slack.com/services/T0/B0/xyz', 'T0/B0'],
    ['https://contoso.webhook.office.com/webhookb2/1@2/IncomingWebhook/3/4', 'webhookb2'],
    ['https://prod-1.westeurope.logic.azure.com/workflows/1/triggers/x?api-version=1&sig=qqq', 'qqq'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl rejected', 'eyJ'],
    ['key ek_0123456789abcdef_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeee refused', 'aaaaaaaaaa'],
    ['{"password":"letmein","user":"x"}', 'letmein'],
    ['{\\"client_secret\\":\\"letmein\\"}', 'letmein'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\ndef\n-----END RSA PRIVATE KEY-----', 'abc'],
    ['-----BEGIN PRIVATE KEY-----\nabcdef', 'abcdef'],
    ['-----BEGIN PRIVATE KEY-----\\nabcdef\\n-----END PRIVATE KEY-----', 'abcdef'],
  ])('takes the secret out of %s', (text, secret) => {
    expect(redact(text)).toContain('[redacted]');
    expect(redact(text)).not.toContain(secret);
  });

  test.each([
    'Run churn-daily.20260301T060000Z has ended: succeeded.',
    'The blob datasets/m.csv was changed since; key figures follow.',
    'Basic checks passed; the account evenkeel-prod is known.',
    'Send a bearer token or an API key.',
    'abc is too short to be kept secret.',
    'GET https://reports.example/daily?from=2026-01-01&token_type=none',
    'The settings have faults:\n  SECRETS__x: is missing',
    '@Microsoft.KeyVault(SecretUri=https://v.example/secrets/x)',
  ])('leaves alone: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('is done once for all: a second time changes nothing', () => {
    const once = redact(`Authorization: Bearer abcdef; ${PEM} https://u:secretpw@h/?sig=abc`);

    expect(redact(once)).toBe(once);
  });

  test('goes through whole values, and takes what is named like a secret', () => {
    const given = {
      message: 'used post-office',
      nested: [{ headers: { authorization: 'whatever', 'x-functions-key': 'whatever' }, count: 3 }],
      at: new Date(0),
      nothing: null,
    };

    expect(redactValue(given)).toEqual({
      message: 'used [redacted]',
      nested: [{ headers: { authorization: '[redacted]', 'x-functions-key': '[redacted]' }, count: 3 }],
      at: '1970-01-01T00:00:00.000Z',
      nothing: null,
    });
  });

  test('gives nothing that JSON has no form for', () => {
    const given = {
      ...{
        big: 10n,
        call: () => 1,
        sign: Symbol('x'),
        at: new Date(NaN),
        url: new URL('https://u:secret@h/'),
      },
      error: new TypeError('used post-office', { cause: 'why' }),
    };

    expect(JSON.parse(JSON.stringify(redactValue(given)))).toEqual({
      ...{ big: '10', at: null, url: 'https://[redacted]@h/', error: 'TypeError: used [redacted]' },
    });
  });

  test('takes out whole what is named like a secret, be it a list', () => {
    const given = {
      headers: { 'set-cookie': ['a=b'], cookie: 'a=b' },
      token: { value: 'abc' },
      secret: null,
    };

    expect(redactValue(given)).toEqual({
      headers: { 'set-cookie': '[redacted]', cookie: '[redacted]' },
      ...{ token: '[redacted]', secret: null },
    });
  });

  test('knows the signing keys of webhooks', () => {
    expect(redact('signed by whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe('signed by whsec_[redacted]');
  });

  test('ends where a value holds itself', () => {
    const value: Record<string, unknown> = { name: 'round' };
    value['self'] = value;

    expect(JSON.stringify(redactValue(value))).toContain('…');
  });

  test('stays quick on long texts that nearly match', () => {
    const cpuMs = cpuMsOf(() => {
      redact(`${'Basic '.repeat(20_000)}${'a=b&'.repeat(20_000)}${'://'.repeat(20_000)}`);
      redact(`${'a.'.repeat(40_000)} key`);
    });

    expect(cpuMs).toBeLessThan(500);
  });
});
