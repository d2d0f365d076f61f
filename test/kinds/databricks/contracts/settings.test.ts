import { describe, expect, test } from 'vitest';
import { readDatabricksSettings } from '../../../../shared/kinds/databricks/settings.ts';

const HOST = { DATABRICKS__main__host: 'https://adb-1.azuredatabricks.net/' };

describe('readDatabricksSettings', () => {
  test.each([
    [{ DATABRICKS__origin: 'risk', WEBSITE_SITE_NAME: 'app' }, 'risk'],
    [{ DATABRICKS__origin: '', WEBSITE_SITE_NAME: 'app' }, 'app'],
    [{ DATABRICKS__origin: '', WEBSITE_SITE_NAME: '' }, 'evenkeel'],
  ])('take an origin that is empty as left out: %j', (environment, expected) => {
    expect(readDatabricksSettings(environment).origin).toBe(expected);
  });

  test('reads connections with each way to sign in', () => {
    const { connections, origin } = readDatabricksSettings({
      ...{ ...HOST, DATABRICKS__main__tokenSecret: 'dbx', DATABRICKS__main__valueStreams: 'retention, risk' },
      DATABRICKS__ml_ops__host: 'https://adb-2.azuredatabricks.net',
      DATABRICKS__ml_ops__oauthClientId: 'id',
      DATABRICKS__ml_ops__oauthSecret: 'dbx_client',
      DATABRICKS__own__host: 'https://adb-3.azuredatabricks.net',
      ...{ DATABRICKS__own__managedIdentity: 'true', DATABRICKS__own__tokenSecret: '' },
      WEBSITE_SITE_NAME: 'evenkeel-prod',
    });

    expect(origin).toBe('evenkeel-prod');
    expect(Object.fromEntries(connections)).toEqual({
      main: {
        host: 'https://adb-1.azuredatabricks.net',
        signIn: { type: 'token', secretName: 'dbx' },
        valueStreams: ['retention', 'risk'],
      },
      ml_ops: {
        host: 'https://adb-2.azuredatabricks.net',
        signIn: { type: 'oauth', clientId: 'id', secretName: 'dbx_client' },
      },
      own: { host: 'https://adb-3.azuredatabricks.net', signIn: { type: 'managed-identity' } },
    });
  });

  test('has none without settings', () => {
    expect(readDatabricksSettings({}).connections.size).toBe(0);
  });

  test.each([
    ['no sign-in', HOST, /DATABRICKS__main: needs one of/],
    [
      'two',
      { ...HOST, DATABRICKS__main__tokenSecret: 'a', DATABRICKS__main__managedIdentity: 'true' },
      /needs one of/,
    ],
    [
      'a token in place of its name',
      { ...HOST, DATABRICKS__main__tokenSecret: 'dapi-0123' },
      /main__tokenSecret: must/,
    ],
    ['a client without its secret', { ...HOST, DATABRICKS__main__oauthClientId: 'a' }, /go together/],
    ['no host', { DATABRICKS__main__tokenSecret: 'a' }, /main__host: is missing/],
    [
      'a host with a path',
      { DATABRICKS__main__host: 'https://a.example/x', DATABRICKS__main__tokenSecret: 'a' },
      /no path/,
    ],
    [
      'a field that there is not',
      { ...HOST, DATABRICKS__main__tokenSecret: 'a', DATABRICKS__main__tokn: 'b' },
      /tokn/,
    ],
  ])('refuses %s, and repeats no value', (_, environment, fault) => {
    const read = () => readDatabricksSettings(environment);

    expect(read).toThrow(fault);
    expect(read).not.toThrow(/dapi-0123/);
  });
});
