import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig, settingsSchema } from '../../shared/config/config.ts';
import { batchSettings } from '../../shared/kinds/batch/settings.ts';
import { readDatabricksSettings } from '../../shared/kinds/databricks/settings.ts';
import { readPeerSettings } from '../../shared/kinds/edge/peer-settings.ts';
import { readEdgeSettings } from '../../shared/kinds/edge/settings.ts';
import { readWebhookSettings } from '../../shared/kinds/webhook/settings.ts';
import { settingsOfKinds } from '../support/settings-of-kinds.ts';

const LOCAL = {
  EVENKEEL_AUTH: 'open',
  COSMOS__accountEndpoint: 'http://127.0.0.1:8081/',
  COSMOS__accountKey: 'secret-key',
  SERVICE_BUS: 'Endpoint=sb://127.0.0.1',
  STORAGE: 'DefaultEndpointsProtocol=http',
  DISPATCH_SCHEDULE: '*/5 * * * * *',
  RECOVERY_SCHEDULE: '*/30 * * * * *',
  AUDIT_SCHEDULE: '0 * * * * *',
  ALERTS_RAISE_SCHEDULE: '*/10 * * * * *',
  ALERTS_DELIVER_SCHEDULE: '*/10 * * * * *',
  STATISTICS_SCHEDULE: '*/10 * * * * *',
};

const TENANT = '11111111-1111-4111-8111-111111111111';
const CLIENT = '22222222-2222-4222-8222-222222222222';

const CLOUD = {
  AUTH__tenantId: TENANT,
  AUTH__clientId: CLIENT,
  COSMOS__accountEndpoint: 'https://evenkeel.documents.azure.com/',
  SERVICE_BUS__fullyQualifiedNamespace: 'evenkeel.servicebus.windows.net',
  STORAGE__blobServiceUri: 'https://evenkeel.blob.core.windows.net',
  DISPATCH_SCHEDULE: '*/5 * * * * *',
  RECOVERY_SCHEDULE: '*/30 * * * * *',
  AUDIT_SCHEDULE: '0 * * * * *',
  ALERTS_RAISE_SCHEDULE: '*/10 * * * * *',
  ALERTS_DELIVER_SCHEDULE: '*/10 * * * * *',
  STATISTICS_SCHEDULE: '*/10 * * * * *',
};

const NO_TELEMETRY = {
  ...{ exporters: [], serviceName: 'evenkeel', resourceAttributes: {}, metricIntervalMs: 60_000 },
  sampling: { followsParent: true, ratio: 1 },
  otlp: { headers: {}, temporality: 'cumulative' },
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
      hasGraphqlIntrospection: false,
      auditJobsPerPass: 500,
      alerts: { retentionSeconds: 90 * 24 * 60 * 60, sweepEveryMs: 30_000 },
      access: { authentication: { mode: 'open' }, allowedOrigins: [], requestsPerMinute: 1200 },
      metrics: { valueStreams: 50, models: 100, queues: {} },
      outgoing: { allowedPrivateRanges: [], allowedPorts: [443], identityPorts: [] },
      telemetry: NO_TELEMETRY,
    });
  });

  test('reads endpoints without keys, for an identity', () => {
    expect(readConfig({ ...CLOUD, COSMOS_DATABASE: 'other', DISPATCH_LOOK_AHEAD_SECONDS: '30' })).toEqual({
      cosmos: { endpoint: 'https://evenkeel.documents.azure.com/', database: 'other' },
      serviceBus: { fullyQualifiedNamespace: 'evenkeel.servicebus.windows.net' },
      storage: { blobServiceUri: 'https://evenkeel.blob.core.windows.net' },
      lookAheadMs: 30_000,
      hasGraphqlIntrospection: false,
      auditJobsPerPass: 500,
      alerts: { retentionSeconds: 90 * 24 * 60 * 60, sweepEveryMs: 30_000 },
      access: {
        authentication: {
          ...{ mode: 'required', tenantId: TENANT, clientId: CLIENT },
          issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
          keys: { uri: `https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys` },
          ...{ allowedClients: [], trustsPlatformHeaders: false },
        },
        ...{ allowedOrigins: [], requestsPerMinute: 1200 },
      },
      metrics: { valueStreams: 50, models: 100, queues: {} },
      outgoing: { allowedPrivateRanges: [], allowedPorts: [443], identityPorts: [] },
      telemetry: NO_TELEMETRY,
    });
  });

  test.each([
    ['West Europe', ['West Europe']],
    ['West Europe, northeurope', ['West Europe', 'northeurope']],
  ])('reads the regions that are read from: %s', (COSMOS__preferredRegions, preferredRegions) => {
    expect(readConfig({ ...CLOUD, COSMOS__preferredRegions }).cosmos).toMatchObject({ preferredRegions });
  });

  test.each([',', 'West Europe,', 'West Europe, westeurope', 'https://evenkeel.documents.azure.com'])(
    'refuses %s as regions',
    (COSMOS__preferredRegions) => {
      expect(settingsAtFault({ ...CLOUD, COSMOS__preferredRegions })).toEqual(['COSMOS__preferredRegions']);
    },
  );

  test('takes an empty setting for one that is left out', () => {
    const empty = { ...CLOUD, COSMOS__accountKey: '', SERVICE_BUS: '', STORAGE: '', COSMOS_DATABASE: '' };

    expect(readConfig(empty)).toEqual(readConfig(CLOUD));
  });

  test('leaves other variables of the environment alone', () => {
    expect(readConfig({ ...CLOUD, PATH: '/bin', AzureWebJobsStorage: 'x' })).toEqual(readConfig(CLOUD));
  });

  test('names every setting that is missing at once', () => {
    expect(settingsAtFault({})).toEqual([
      'ALERTS_DELIVER_SCHEDULE',
      'ALERTS_RAISE_SCHEDULE',
      'AUDIT_SCHEDULE',
      'AUTH__clientId',
      'AUTH__tenantId',
      'COSMOS__accountEndpoint',
      'DISPATCH_SCHEDULE',
      'RECOVERY_SCHEDULE',
      'SERVICE_BUS',
      'STATISTICS_SCHEDULE',
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
      STATISTICS_SCHEDULE: 'by and by',
      METRICS__valueStreams: '0',
      DISPATCH_LOOK_AHEAD_SECONDS: '4',
    };

    expect(settingsAtFault(wrong)).toEqual([
      'AUDIT_SCHEDULE',
      'COSMOS__accountEndpoint',
      'DISPATCH_LOOK_AHEAD_SECONDS',
      'DISPATCH_SCHEDULE',
      'METRICS__valueStreams',
      'RECOVERY_SCHEDULE',
      'STATISTICS_SCHEDULE',
      'STORAGE__blobServiceUri',
    ]);
  });

  test('takes the address of the app for people with or without a slash at the end', () => {
    const settings = { ALERTS__publicUrl: 'https://evenkeel.example.com/', ALERTS__retentionDays: '7' };

    expect(readConfig({ ...CLOUD, ...settings }).alerts).toEqual({
      publicUrl: 'https://evenkeel.example.com',
      retentionSeconds: 604_800,
      sweepEveryMs: 30_000,
    });
    expect(settingsAtFault({ ...CLOUD, ALERTS__publicUrl: 'ftp://x', ALERTS__retentionDays: '1' })).toEqual([
      'ALERTS__publicUrl',
      'ALERTS__retentionDays',
    ]);
  });

  describe('of who may call', () => {
    const JWKS = JSON.stringify({ keys: [{ kty: 'RSA', kid: 'one', n: 'AQAB', e: 'AQAB' }] });

    test.each(['WEBSITE_SITE_NAME', 'WEBSITE_INSTANCE_ID'])('refuse to be open where %s is set', (name) => {
      expect(faultOf({ ...LOCAL, [name]: 'evenkeel' })).toContain(
        `EVENKEEL_AUTH: must not be "open" on Azure`,
      );
    });

    test('are open with leave only: neither without the setting nor with another word', () => {
      const { EVENKEEL_AUTH: _left, ...without } = LOCAL;

      expect(settingsAtFault(without)).toEqual(['AUTH__clientId', 'AUTH__tenantId']);
      expect(settingsAtFault({ ...LOCAL, EVENKEEL_AUTH: 'none' })).toContain('EVENKEEL_AUTH');
    });

    test('name what is missing beside what is wrong elsewhere, at once', () => {
      const wrong = {
        ...LOCAL,
        EVENKEEL_AUTH: 'required',
        AUTH__tenantId: 'ours',
        CORS__allowedOrigins: '*',
      };

      expect(settingsAtFault({ ...wrong, AUDIT_SCHEDULE: 'often' })).toEqual([
        'AUDIT_SCHEDULE',
        'AUTH__clientId',
        'AUTH__tenantId',
        'CORS__allowedOrigins',
      ]);
    });

    test('take keys as JSON in place of an address, and not both', () => {
      const { authentication } = readConfig({ ...CLOUD, AUTH__jwks: JWKS }).access;

      expect(authentication).toMatchObject({ keys: { publicKeys: { keys: [{ kid: 'one' }] } } });
      expect(settingsAtFault({ ...CLOUD, AUTH__jwks: JWKS, AUTH__jwksUri: 'https://keys.example' })).toEqual([
        'AUTH__jwks',
      ]);
    });

    test.each([
      ['private', JSON.stringify({ keys: [{ kty: 'RSA', kid: 'one', n: 'AQAB', e: 'AQAB', d: 'hush' }] })],
      ['secret', JSON.stringify({ keys: [{ kty: 'oct', kid: 'one', k: 'hush' }] })],
      ['nameless', JSON.stringify({ keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }] })],
      ['no', JSON.stringify({ keys: [] })],
      ['unreadable', 'keys'],
    ])('take no %s keys, and do not repeat them', (_what, AUTH__jwks) => {
      const fault = faultOf({ ...CLOUD, AUTH__jwks });

      expect(fault).toContain('AUTH__jwks: must be a JSON Web Key Set');
      expect(fault).not.toContain('hush');
    });

    test.each([
      '*',
      'https://ui.example/',
      'ui.example',
      'https://UI.example',
      'https://ui.example,*',
      'null',
    ])('take no origin %s', (CORS__allowedOrigins) => {
      expect(settingsAtFault({ ...CLOUD, CORS__allowedOrigins })).toEqual(['CORS__allowedOrigins']);
    });

    test('list origins and clients', () => {
      const { access } = readConfig({
        ...CLOUD,
        CORS__allowedOrigins: 'https://ui.example, http://localhost:4200',
        AUTH__allowedClients: `${CLIENT},${TENANT}`,
        AUTH__trustPlatformHeaders: 'true',
        RATE_LIMIT__requestsPerMinute: '0',
      });

      expect(access).toMatchObject({
        authentication: { allowedClients: [CLIENT, TENANT], trustsPlatformHeaders: true },
        allowedOrigins: ['https://ui.example', 'http://localhost:4200'],
        requestsPerMinute: 0,
      });
    });

    test('sign people in on the page once that is registered, at Entra ID or elsewhere', () => {
      const page = (settings: object): unknown => {
        const { authentication } = readConfig({ ...CLOUD, ...settings }).access;
        return authentication.mode === 'open' ? undefined : authentication.page;
      };
      const elsewhere = 'https://login.example/ours/';

      expect(page({})).toBeUndefined();
      expect(page({ AUTH__pageClientId: TENANT })).toEqual({
        ...{ tenantId: TENANT, clientId: TENANT, scope: `api://${CLIENT}/.default` },
        authority: `https://login.microsoftonline.com/${TENANT}`,
      });
      expect(page({ AUTH__pageClientId: TENANT, AUTH__authority: elsewhere })).toMatchObject({
        authority: 'https://login.example/ours',
      });
    });

    test.each(['http://login.example/ours', 'login'])('sign nobody in at %s', (AUTH__authority) => {
      expect(settingsAtFault({ ...CLOUD, AUTH__authority })).toEqual(['AUTH__authority']);
    });

    test.each(['http://keys.example/keys', 'keys'])('fetch no keys from %s', (AUTH__jwksUri) => {
      expect(settingsAtFault({ ...CLOUD, AUTH__jwksUri })).toEqual(['AUTH__jwksUri']);
    });
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

  describe('of e-mails', () => {
    const SMTP = { ...LOCAL, SMTP__host: 'mail.example.com', SMTP__from: 'Evenkeel <alerts@example.com>' };
    const ACS = {
      ...LOCAL,
      ...{ ACS_EMAIL__endpoint: 'https://mail.europe.communication.azure.com' },
      ACS_EMAIL__sender: 'alerts@example.com',
    };

    test('name nobody who delivers them by default', () => {
      expect(readConfig(LOCAL).mail).toBeUndefined();
    });

    test('name an SMTP server, by STARTTLS unless they say otherwise', () => {
      expect(readConfig(SMTP).mail).toEqual({
        ...{ service: 'smtp', host: 'mail.example.com', port: 587, security: 'starttls' },
        from: 'Evenkeel <alerts@example.com>',
      });
      expect(readConfig({ ...SMTP, SMTP__security: 'tls' }).mail).toMatchObject({ port: 465 });
      expect(readConfig({ ...SMTP, SMTP__port: '2525' }).mail).toMatchObject({ port: 2525 });
    });

    test('have a login whole or not at all', () => {
      const login = { SMTP__user: 'evenkeel', SMTP__password: 'secret-password' };

      expect(readConfig({ ...SMTP, ...login }).mail).toMatchObject({
        login: { user: 'evenkeel', password: 'secret-password' },
      });
      expect(settingsAtFault({ ...SMTP, SMTP__user: 'evenkeel' })).toEqual(['SMTP__password']);
      expect(settingsAtFault({ ...SMTP, SMTP__password: 'secret-password' })).toEqual(['SMTP__user']);
      expect(faultOf({ ...SMTP, SMTP__password: 'secret-password' })).not.toContain('secret-password');
    });

    test('are not sent in the clear but on this machine', () => {
      const none = { ...SMTP, SMTP__security: 'none' };

      expect(settingsAtFault(none)).toEqual(['SMTP__security']);
      expect(readConfig({ ...none, SMTP__host: '127.0.0.1' }).mail).toMatchObject({ port: 25 });
      expect(readConfig({ ...none, SMTP__host: 'localhost' }).mail).toMatchObject({ security: 'none' });
    });

    test('name Communication Services in place of a server', () => {
      expect(readConfig(ACS).mail).toEqual({
        service: 'communication-services',
        endpoint: 'https://mail.europe.communication.azure.com',
        sender: 'alerts@example.com',
      });
    });

    test('do not name both', () => {
      expect(settingsAtFault({ ...SMTP, ...ACS })).toEqual(['ACS_EMAIL__endpoint']);
    });

    test('are asked for all together', () => {
      expect(settingsAtFault({ ...LOCAL, SMTP__port: '25' })).toEqual(['SMTP__from', 'SMTP__host']);
      expect(settingsAtFault({ ...LOCAL, ACS_EMAIL__sender: 'a@example.com' })).toEqual([
        'ACS_EMAIL__endpoint',
      ]);
    });

    test.each([
      'nobody',
      'a@b, c@d',
      'A <a@example.com',
      'a@example.com\r\nBcc: e@example.com',
      '<a b@example.com>',
    ])('have no sender that is no address: %s', (from) => {
      expect(settingsAtFault({ ...SMTP, SMTP__from: from })).toEqual(['SMTP__from']);
    });

    test.each([
      ['SMTP__host', 'mail.example.com/x'],
      ['SMTP__port', '0'],
      ['SMTP__port', 'smtp'],
      ['SMTP__security', 'ssl'],
      ['ACS_EMAIL__endpoint', 'http://mail.example.com'],
    ])('are refused: %s of %s', (name, value) => {
      const base = name.startsWith('ACS') ? ACS : SMTP;

      expect(settingsAtFault({ ...base, [name]: value })).toContain(name);
    });
  });

  describe('of outgoing calls', () => {
    test('name private ranges and ports, with blanks between them or not', () => {
      const { outgoing } = readConfig({
        ...CLOUD,
        OUTGOING__allowedPrivateRanges: '10.1.0.0/16, 127.0.0.1/32 ,::1/128,fd12:3456::/32',
        OUTGOING__allowedPorts: '8443, 9443',
      });

      expect(outgoing).toMatchObject({
        allowedPrivateRanges: ['10.1.0.0/16', '127.0.0.1/32', '::1/128', 'fd12:3456::/32'],
        allowedPorts: [443, 8443, 9443],
      });
    });

    test.each([
      ...[
        '10.0.0.0/8',
        '10.255.255.255/32',
        '100.64.0.0/10',
        '127.0.0.0/8',
        '172.16.0.0/12',
        '172.31.0.0/16',
      ],
      ...['192.168.0.0/16', '192.168.7.0/24', '::1/128', '0:0:0:0:0:0:0:1/128', 'fc00::/7', 'fd00::/8'],
      ...['fdff:ffff:ffff:ffff::/64', 'fd00::10.0.0.1/128'],
    ])('may allow %s', (range) => {
      const settings = { ...CLOUD, OUTGOING__allowedPrivateRanges: range };

      expect(readConfig(settings).outgoing.allowedPrivateRanges).toEqual([range]);
    });

    test.each([
      ...[
        '0.0.0.0/0',
        '10.0.0.0/7',
        '10.0.0.1/8',
        '10.0.0.0',
        '10.0.0.0/33',
        '10.0.0/8',
        '010.0.0.0/8',
        '10.0.0.0/',
      ],
      ...[
        '127.0.0.1/8',
        '169.254.0.0/16',
        '169.254.169.254/32',
        '168.63.129.16/32',
        '172.32.0.0/16',
        '8.8.8.8/32',
      ],
      ...[
        '192.168.0.0/15',
        '172.16.0.0/11',
        '224.0.0.0/4',
        'localhost',
        '10.0.0.0/8,',
        ',',
        '10.0.0.0/8 10.1.0.0/16',
      ],
      ...[
        '::/0',
        '::1',
        '::1/127',
        '::/127',
        'fe80::/10',
        'fc00::/6',
        'fc00::1/7',
        'fe00::/7',
        '2001:db8::/32',
      ],
      ...['::ffff:10.0.0.0/104', '64:ff9b::/96', '[::1]/128', 'fd00::%eth0/64'],
    ])('may not allow %j', (ranges) => {
      expect(settingsAtFault({ ...CLOUD, OUTGOING__allowedPrivateRanges: ranges })).toEqual([
        'OUTGOING__allowedPrivateRanges',
      ]);
    });

    test.each(['0', '65536', '-1', '443,', '443;8443', 'https', '8e3', '08443', '1.5'])(
      'may not allow port %j',
      (ports) => {
        expect(settingsAtFault({ ...CLOUD, OUTGOING__allowedPorts: ports })).toEqual([
          'OUTGOING__allowedPorts',
        ]);
      },
    );

    test('are told of together with the faults of others', () => {
      const wrong = {
        ...CLOUD,
        OUTGOING__allowedPorts: 'x',
        OUTGOING__allowedPrivateRanges: 'x',
        STORAGE__blobServiceUri: '?',
      };

      expect(settingsAtFault(wrong)).toEqual([
        'OUTGOING__allowedPorts',
        'OUTGOING__allowedPrivateRanges',
        'STORAGE__blobServiceUri',
      ]);
    });

    test('leave the port alone where the identity endpoint is link local', () => {
      const environment = { ...CLOUD, IDENTITY_ENDPOINT: 'http://169.254.131.2:8081/msi/token' };

      expect(readConfig(environment).outgoing.identityPorts).toEqual([]);
    });

    test.each([
      ['http://127.0.0.1:41741/msi/token/', 41_741],
      ['http://localhost:12356/msi/token', 12_356],
      ['http://identity/token', 80],
      ['https://identity/token', 443],
    ])('know the port of the identity endpoint %s', (endpoint, port) => {
      const environment = { ...CLOUD, IDENTITY_ENDPOINT: endpoint, MSI_ENDPOINT: endpoint };

      expect(readConfig(environment).outgoing.identityPorts).toEqual([port]);
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
    const settings = [...Object.keys(settingsSchema.shape), ...settingsOfKinds()];

    expect(Object.keys(Values).sort()).toEqual(
      [...settings, 'FUNCTIONS_WORKER_RUNTIME', 'AzureWebJobsStorage'].sort(),
    );
  });

  test('is accepted as it is', () => {
    expect(() => readConfig(Values)).not.toThrow();
  });

  test('says of kinds what holds where nobody says anything', () => {
    expect(batchSettings.parse(Values)).toEqual(batchSettings.parse({}));
    expect(readDatabricksSettings(Values)).toEqual(readDatabricksSettings({}));
    expect(readEdgeSettings(Values)).toEqual(readEdgeSettings({}));
    expect(readPeerSettings(Values)).toEqual(readPeerSettings({}));
    expect(readWebhookSettings(Values)).toEqual(readWebhookSettings({}));
  });
});
