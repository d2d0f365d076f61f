import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig, settingsSchema } from '../../shared/config/config.ts';

const LOCAL = {
  COSMOS__accountEndpoint: 'http://127.0.0.1:8081/',
  COSMOS__accountKey: 'secret-key',
  SERVICE_BUS: 'Endpoint=sb://127.0.0.1',
  STORAGE: 'DefaultEndpointsProtocol=http',
  DISPATCH_SCHEDULE: '*/5 * * * * *',
  RECOVERY_SCHEDULE: '*/30 * * * * *',
  AUDIT_SCHEDULE: '0 * * * * *',
};

const CLOUD = {
  COSMOS__accountEndpoint: 'https://evenkeel.documents.azure.com/',
  SERVICE_BUS__fullyQualifiedNamespace: 'evenkeel.servicebus.windows.net',
  STORAGE__blobServiceUri: 'https://evenkeel.blob.core.windows.net',
  DISPATCH_SCHEDULE: '*/5 * * * * *',
  RECOVERY_SCHEDULE: '*/30 * * * * *',
  AUDIT_SCHEDULE: '0 * * * * *',
};

function faultOf(environment: Readonly<Record<string, string | undefined>>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('The settings were accepted.');
}

function settingsAtFault(environment: Readonly<Record<string, string | undefined>>): string[] {
  return [...faultOf(environment).matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name ?? '').sort();
}

describe('readConfig', () => {
  test('reads connection strings, for one machine', () => {
    expect(readConfig(LOCAL)).toEqual({
      cosmos: { endpoint: 'http://127.0.0.1:8081/', key: 'secret-key', database: 'evenkeel' },
      serviceBus: { connectionString: 'Endpoint=sb://127.0.0.1' },
      storage: { connectionString: 'DefaultEndpointsProtocol=http' },
      lookAheadMs: 90_000,
      auditJobsPerPass: 500,
    });
  });

  test('reads endpoints without keys, for an identity', () => {
    expect(readConfig({ ...CLOUD, COSMOS_DATABASE: 'other', DISPATCH_LOOK_AHEAD_SECONDS: '30' })).toEqual({
      cosmos: { endpoint: 'https://evenkeel.documents.azure.com/', database: 'other' },
      serviceBus: { fullyQualifiedNamespace: 'evenkeel.servicebus.windows.net' },
      storage: { blobServiceUri: 'https://evenkeel.blob.core.windows.net' },
      lookAheadMs: 30_000,
      auditJobsPerPass: 500,
    });
  });

  test('takes an empty setting for one that is left out', () => {
    const empty = { ...CLOUD, COSMOS__accountKey: '', SERVICE_BUS: '', STORAGE: '', COSMOS_DATABASE: '' };

    expect(readConfig(empty)).toEqual(readConfig(CLOUD));
  });

  test('leaves other variables of the environment alone', () => {
    expect(readConfig({ ...CLOUD, PATH: '/bin', AzureWebJobsStorage: 'x' })).toEqual(readConfig(CLOUD));
  });

  test('names every setting that is missing at once', () => {
    expect(settingsAtFault({})).toEqual([
      'AUDIT_SCHEDULE',
      'COSMOS__accountEndpoint',
      'DISPATCH_SCHEDULE',
      'RECOVERY_SCHEDULE',
      'SERVICE_BUS',
      'STORAGE',
    ]);
  });

  test('names every setting that is wrong at once', () => {
    const wrong = {
      ...CLOUD,
      COSMOS__accountEndpoint: 'nowhere',
      STORAGE__blobServiceUri: '??',
      DISPATCH_SCHEDULE: '*/5 * * * *',
      RECOVERY_SCHEDULE: 'often',
      AUDIT_SCHEDULE: 'now and then',
      DISPATCH_LOOK_AHEAD_SECONDS: '4',
    };

    expect(settingsAtFault(wrong)).toEqual([
      'AUDIT_SCHEDULE',
      'COSMOS__accountEndpoint',
      'DISPATCH_LOOK_AHEAD_SECONDS',
      'DISPATCH_SCHEDULE',
      'RECOVERY_SCHEDULE',
      'STORAGE__blobServiceUri',
    ]);
  });

  describe('of Snowflake', () => {
    const KEY = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
    const SNOWFLAKE = {
      ...CLOUD,
      SNOWFLAKE__account: 'org-account',
      SNOWFLAKE__user: 'EVENKEEL_APP',
      SNOWFLAKE__database: 'EVENKEEL',
      SNOWFLAKE__schema: 'RESULTS',
    };

    test('are none without an account', () => {
      expect(readConfig(CLOUD)).not.toHaveProperty('snowflake');
    });

    test('name a user and its key', () => {
      const { snowflake } = readConfig({ ...SNOWFLAKE, SNOWFLAKE__privateKey: KEY });

      expect(snowflake).toEqual({
        account: 'org-account',
        user: 'EVENKEEL_APP',
        credential: { privateKey: KEY },
        database: 'EVENKEEL',
        schema: 'RESULTS',
      });
    });

    test('name an identity in place of a key, and what else there is', () => {
      const { snowflake } = readConfig({
        ...SNOWFLAKE,
        SNOWFLAKE__workloadIdentityClientId: '11111111-2222-3333-4444-555555555555',
        SNOWFLAKE__warehouse: 'EVENKEEL_WH',
        SNOWFLAKE__role: 'EVENKEEL_WRITER',
        SNOWFLAKE__accessUrl: 'http://127.0.0.1:8085',
      });

      expect(snowflake).toMatchObject({
        credential: { workloadIdentityClientId: '11111111-2222-3333-4444-555555555555' },
        warehouse: 'EVENKEEL_WH',
        role: 'EVENKEEL_WRITER',
        accessUrl: 'http://127.0.0.1:8085',
      });
    });

    test('may hold the key in one line', () => {
      const oneLine = KEY.replaceAll('\n', '\\n');

      expect(readConfig({ ...SNOWFLAKE, SNOWFLAKE__privateKey: oneLine }).snowflake?.credential).toEqual({
        privateKey: KEY,
      });
    });

    test('are asked for all together', () => {
      expect(settingsAtFault({ ...CLOUD, SNOWFLAKE__account: 'org-account' })).toEqual([
        'SNOWFLAKE__database',
        'SNOWFLAKE__privateKey',
        'SNOWFLAKE__schema',
        'SNOWFLAKE__user',
      ]);
    });

    test('are refused without an account', () => {
      expect(settingsAtFault({ ...SNOWFLAKE, SNOWFLAKE__account: '', SNOWFLAKE__privateKey: KEY })).toEqual([
        'SNOWFLAKE__account',
      ]);
    });

    test('are refused with both a key and an identity', () => {
      const both = { SNOWFLAKE__privateKey: KEY, SNOWFLAKE__workloadIdentityClientId: crypto.randomUUID() };

      expect(settingsAtFault({ ...SNOWFLAKE, ...both })).toEqual(['SNOWFLAKE__privateKey']);
    });

    test.each([
      ['SNOWFLAKE__account', 'https://org-account'],
      ['SNOWFLAKE__database', 'a"; DROP'],
      ['SNOWFLAKE__role', 'two words'],
      ['SNOWFLAKE__accessUrl', 'nowhere'],
      [
        'SNOWFLAKE__privateKey',
        '-----BEGIN ENCRYPTED PRIVATE KEY-----\nx\n-----END ENCRYPTED PRIVATE KEY-----',
      ],
    ])('are refused when %s is %j', (setting, value) => {
      const settings = { ...SNOWFLAKE, SNOWFLAKE__privateKey: KEY, [setting]: value };

      expect(settingsAtFault(settings)).toEqual([setting]);
    });

    test('are told of together with the faults of others, and never with their values', () => {
      const fault = faultOf({ ...SNOWFLAKE, SNOWFLAKE__privateKey: 'hunter2', DISPATCH_SCHEDULE: 'often' });

      expect(fault).toMatch(/SNOWFLAKE__privateKey/);
      expect(fault).toMatch(/DISPATCH_SCHEDULE/);
      expect(fault).not.toContain('hunter2');
    });
  });

  test.each(['4', '3601', '1.5', 'soon'])('refuses a look-ahead of %j seconds', (seconds) => {
    expect(settingsAtFault({ ...LOCAL, DISPATCH_LOOK_AHEAD_SECONDS: seconds })).toEqual([
      'DISPATCH_LOOK_AHEAD_SECONDS',
    ]);
  });

  test('repeats no value in its error', () => {
    expect(faultOf({ ...LOCAL, STORAGE: '', DISPATCH_SCHEDULE: 'hunter2' })).not.toMatch(
      /hunter2|secret-key/,
    );
  });
});

describe('local.settings.example.json', () => {
  const file = join(import.meta.dirname, '../../local.settings.example.json');
  const { Values } = z
    .object({ Values: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));

  test('names every setting, what the host itself needs, and nothing else', () => {
    const settings = Object.keys(settingsSchema.shape);

    expect(Object.keys(Values).sort()).toEqual(
      [...settings, 'FUNCTIONS_WORKER_RUNTIME', 'AzureWebJobsStorage'].sort(),
    );
  });

  test('is accepted as it is', () => {
    expect(() => readConfig(Values)).not.toThrow();
  });
});
