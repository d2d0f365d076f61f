import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig, settingsSchema } from '../../shared/config/config.ts';
import { settingsOfKinds } from '../support/settings-of-kinds.ts';
import { APP_CLIENT_ID } from './on-paper/answers-of-azure.ts';
import {
  API_CLIENT_ID,
  ENVIRONMENTS,
  ofType,
  resourcesOf,
  resourcesWith,
  settingsIn,
  TENANT,
} from './on-paper/paper-environments.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Settings of the app that are for one machine or for tests, and that a deployment has no use for. */
const LOCAL_ONLY: Readonly<Record<string, string>> = {
  AUTH__authority: 'another sign-in than that of Entra ID',
  AUTH__issuer: 'tokens of another issuer than Entra ID',
  AUTH__jwks: 'keys of tokens without an address',
  AUTH__jwksUri: 'keys of another issuer than Entra ID',
  COSMOS__accountKey: 'a key',
  METRICS__serviceBusEndpoint: 'the stand-in, which has no TLS',
  SERVICE_BUS: 'a connection string with a key',
  STORAGE: 'a connection string with a key',
};

/** Settings of the app that few need to change: whoever does gives them to `extraSettings`. */
const BY_EXTRA_SETTINGS: readonly string[] = [
  // Of a cluster, which few deployments have: docs/batch.md.
  ...settingsOfKinds().filter((name) => name.startsWith('BATCH__')),
  // Of workspaces, which are called as people like: docs/databricks.md.
  ...settingsOfKinds().filter((name) => name.startsWith('DATABRICKS__')),
  'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_METRIC_EXPORT_INTERVAL',
];

/** Settings that the platform or the triggers read, whether the app does or not. */
const OF_THE_PLATFORM = [
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'AzureFunctionsJobHost__logging__logLevel__Function',
  'AzureWebJobsDisableHomepage',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__queueServiceUri',
  'AzureWebJobsStorage__tableServiceUri',
  'FUNCTIONS_NODE_BLOCK_ON_ENTRY_POINT_ERROR',
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'SERVICE_BUS__clientId',
  'SERVICE_BUS__credential',
];

const OF_A_SCHEDULER = [
  'AzureFunctionsJobHost__extensions__durableTask__hubName',
  'AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName',
  'AzureFunctionsJobHost__extensions__durableTask__storageProvider__type',
  'DURABLE_TASK_SCHEDULER_CONNECTION_STRING',
  'TASKHUB_NAME',
];

/** What a Flex Consumption plan refuses, or sets by itself. */
const NEVER_ON_FLEX = [
  'AzureWebJobsDashboard',
  'ENABLE_ORYX_BUILD',
  'FUNCTIONS_EXTENSION_VERSION',
  'FUNCTIONS_MAX_HTTP_CONCURRENCY',
  'FUNCTIONS_WORKER_PROCESS_COUNT',
  'FUNCTIONS_WORKER_RUNTIME',
  'FUNCTIONS_WORKER_RUNTIME_VERSION',
  'SCM_DO_BUILD_DURING_DEPLOYMENT',
  'TZ',
  'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING',
  'WEBSITE_CONTENTOVERVNET',
  'WEBSITE_CONTENTSHARE',
  'WEBSITE_DNS_SERVER',
  'WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT',
  'WEBSITE_NODE_DEFAULT_VERSION',
  'WEBSITE_RUN_FROM_PACKAGE',
  'WEBSITE_SKIP_CONTENTSHARE_VALIDATION',
  'WEBSITE_TIME_ZONE',
  'WEBSITE_USE_PLACEHOLDER',
  'WEBSITE_VNET_ROUTE_ALL',
];

/** They are named like secrets and hold an address, a reference to the vault or nothing. */
const NAMED_LIKE_A_KEY = [
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'DURABLE_TASK_SCHEDULER_CONNECTION_STRING',
  'SMTP__password',
  'SNOWFLAKE__privateKey',
];

const read = [...Object.keys(settingsSchema.shape), ...settingsOfKinds()];
const plain = settingsIn(resourcesWith());

describe('the settings of the app', () => {
  test('are all that it reads, but what is for one machine', () => {
    const elsewhere = [...Object.keys(LOCAL_ONLY), ...BY_EXTRA_SETTINGS];

    // A new setting goes into `appSettings` of infra/main.bicep, or above with a reason.
    expect(read.filter((name) => !(name in plain) && !elsewhere.includes(name))).toEqual([]);
    expect(elsewhere.filter((name) => !read.includes(name) || name in plain)).toEqual([]);
  });

  test('are nothing that nobody reads', () => {
    const unknown = Object.keys(plain).filter((name) => !read.includes(name));

    expect(unknown.filter((name) => !OF_THE_PLATFORM.includes(name))).toEqual([]);
    expect(OF_THE_PLATFORM.filter((name) => !(name in plain))).toEqual([]);
  });

  test('let an inquiry have the lines of every invocation', () => {
    const name = 'AzureFunctionsJobHost__logging__logLevel__Function';
    const asked = settingsIn(resourcesWith({ extraSettings: { [name]: 'Information' } }));

    expect([plain[name], asked[name]]).toEqual(['Warning', 'Information']);
  });

  test('have what a Durable Task Scheduler takes, where there is one', () => {
    const settings = settingsIn(resourcesWith({ durableBackend: 'durableTaskScheduler' }));
    const besides = Object.keys(settings).filter((name) => !(name in plain));

    expect(besides.sort()).toEqual(OF_A_SCHEDULER);
    expect(settings['DURABLE_TASK_SCHEDULER_CONNECTION_STRING']).toMatch(
      new RegExp(`^Endpoint=https://[^;]+;Authentication=ManagedIdentity;ClientID=${APP_CLIENT_ID}$`),
    );
  });

  test.each(ENVIRONMENTS)('are what the app starts with, in %s', (environment) => {
    const config = readConfig(settingsIn(resourcesOf(environment)));

    expect(config.access.authentication).toMatchObject({ tenantId: TENANT, clientId: API_CLIENT_ID });
    expect(config.identityClientId).toBe(APP_CLIENT_ID);
    expect(config.serviceBus).toEqual({
      fullyQualifiedNamespace: `sbns-evenkeel-${environment}-abcdefgh.servicebus.windows.net`,
    });
    expect(config.cosmos.database).toBe('evenkeel');
  });

  test('lead people from messages of alerts to the app, or where else they reach it', () => {
    const elsewhere = settingsIn(resourcesWith({ alertsPublicUrl: 'https://evenkeel.example.com' }));

    expect(plain['ALERTS__publicUrl']).toBe('https://func-evenkeel-test-abcdefgh.azurewebsites.net');
    expect(elsewhere['ALERTS__publicUrl']).toBe('https://evenkeel.example.com');
  });

  test('are still understood when every parameter of them is given', () => {
    const settings = settingsIn(
      resourcesWith({
        authAllowedClients: [API_CLIENT_ID],
        authPageClientId: API_CLIENT_ID,
        corsAllowedOrigins: ['https://ui.example.com', 'https://other.example.com'],
        outgoingPrivateRanges: ['10.20.4.0/24', 'fd12:3456::/64'],
        outgoingPorts: [8443, 9443],
        cosmosPreferredRegions: ['northeurope', 'westeurope'],
        requestsPerMinute: 0,
        snowflakeAccount: 'org-account',
        snowflakeUser: 'EVENKEEL',
        snowflakeDatabase: 'MODELS',
        snowflakeSchema: 'STABILITY',
        telemetryExporters: ['applicationinsights', 'otlp'],
        otlpEndpoint: 'https://otlp.example.com',
        otlpTemporality: 'delta',
        smtpHost: 'mail.example.com',
        smtpUser: 'evenkeel',
        smtpPasswordSecretName: 'mail',
        smtpFrom: 'Evenkeel <evenkeel@example.com>',
      }),
    );
    const { access, cosmos, mail, outgoing, snowflake, telemetry } = readConfig(settings);

    expect(access).toMatchObject({
      allowedOrigins: ['https://ui.example.com', 'https://other.example.com'],
      requestsPerMinute: 0,
    });
    expect(outgoing.allowedPorts).toEqual([443, 8443, 9443]);
    expect(outgoing.allowedPrivateRanges).toEqual(['10.20.4.0/24', 'fd12:3456::/64']);
    expect(cosmos.preferredRegions).toEqual(['northeurope', 'westeurope']);
    expect(mail).toMatchObject({ service: 'smtp', port: 587, login: { user: 'evenkeel' } });
    expect(telemetry.exporters).toEqual(['applicationinsights', 'otlp']);
    expect(snowflake?.credential).toEqual({ workloadIdentityClientId: APP_CLIENT_ID });
  });

  test('look ahead further than from one look of the dispatcher to the next', () => {
    const seconds = { '*/15 * * * * *': 15, '0 * * * * *': 60 };
    const settings = ENVIRONMENTS.map((environment) => settingsIn(resourcesOf(environment)));
    const periods = settings.map(({ DISPATCH_SCHEDULE = '' }) =>
      Object.entries(seconds).find(([schedule]) => schedule === DISPATCH_SCHEDULE),
    );

    for (const [index, period] of periods.entries())
      expect(Number(settings[index]?.['DISPATCH_LOOK_AHEAD_SECONDS'])).toBeGreaterThan(
        period?.[1] ?? Infinity,
      );
  });

  test('refer to secrets, and hold none', () => {
    const settings = settingsIn(
      resourcesWith({
        secretNames: ['sales_token', 'hr'],
        snowflakeAccount: 'org-account',
        snowflakeKeySecretName: 'snowflake-key',
        otlpHeadersSecretName: 'otlp',
        smtpPasswordSecretName: 'mail',
      }),
    );
    const vault = '@Microsoft.KeyVault(SecretUri=https://kv-evenkeel-abcdefgh.vault.azure.net/secrets';

    expect(settings['SECRETS__sales_token']).toBe(`${vault}/sales-token)`);
    expect(settings['SECRETS__hr']).toBe(`${vault}/hr)`);
    expect(settings['SNOWFLAKE__privateKey']).toBe(`${vault}/snowflake-key)`);
    expect(settings['OTEL_EXPORTER_OTLP_HEADERS']).toBe(`${vault}/otlp)`);
    expect(settings['SMTP__password']).toBe(`${vault}/mail)`);
    expect(settings['SNOWFLAKE__workloadIdentityClientId']).toBe('');
  });

  test('take further ones, which replace none of their own', () => {
    const settings = settingsIn(
      resourcesWith({ extraSettings: { NODE_EXTRA_CA_CERTS: '/ca.pem', EVENKEEL_AUTH: 'open' } }),
    );

    expect(settings).toMatchObject({ NODE_EXTRA_CA_CERTS: '/ca.pem', EVENKEEL_AUTH: 'required' });
  });

  test.each(ENVIRONMENTS)('are nothing that the plan refuses, in %s', (environment) => {
    const names = Object.keys(settingsIn(resourcesOf(environment)));

    expect(names.filter((name) => NEVER_ON_FLEX.includes(name))).toEqual([]);
  });

  test.each(ENVIRONMENTS)('hold no key and no password, in %s', (environment) => {
    const entries = Object.entries(settingsIn(resourcesOf(environment)));
    const keys = entries.filter(([, value]) =>
      /AccountKey=|SharedAccessKey|Password=|sig=|AccessKey=/i.test(value),
    );

    expect(keys).toEqual([]);
    const named = entries
      .map(([name]) => name)
      .filter((name) => /key$|password|connection_?string$/i.test(name));
    expect(named.filter((name) => !NAMED_LIKE_A_KEY.includes(name))).toEqual([]);
  });
});

describe('connections of triggers', () => {
  const folders = ['functions/queues', 'functions/timers', 'functions/activities', 'functions/http'];
  const sources = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  );
  const connections = [
    ...new Set(sources.flatMap((text) => [...text.matchAll(/connection: '(\w+)'/g)].map(([, name]) => name))),
  ];

  test('have the settings of an identity', () => {
    expect(connections).toEqual(['SERVICE_BUS']);
    for (const name of connections) {
      expect(plain[`${name ?? ''}__fullyQualifiedNamespace`]).toMatch(/\.servicebus\.windows\.net$/);
      expect(plain[`${name ?? ''}__credential`]).toBe('managedidentity');
      expect(plain[`${name ?? ''}__clientId`]).toBe(APP_CLIENT_ID);
    }
  });

  test('of the host are those of its own account', () => {
    const services = ['blob', 'queue', 'table'];

    expect(services.map((service) => plain[`AzureWebJobsStorage__${service}ServiceUri`])).toEqual(
      services.map((service) => `https://stekhostabcdefgh.${service}.core.windows.net/`),
    );
    expect(plain['STORAGE__blobServiceUri']).toBe('https://stekdataabcdefgh.blob.core.windows.net/');
  });
});

describe('the app on Azure', () => {
  test.each(ENVIRONMENTS)('runs on a Node that the package asks for, in %s', (environment) => {
    const [site] = ofType(resourcesOf(environment), 'Microsoft.Web/sites');

    expect(site?.body['properties']).toMatchObject({
      functionAppConfig: { runtime: { name: 'node', version: '24' } },
      httpsOnly: true,
    });
  });

  test('keeps one instance for orchestrations where the host has to look for them', () => {
    const always = (parameters: Parameters<typeof resourcesWith>[0]): unknown => {
      const [site] = ofType(resourcesWith(parameters), 'Microsoft.Web/sites');
      return site?.body['properties'];
    };

    expect(always({})).toMatchObject({
      functionAppConfig: { scaleAndConcurrency: { alwaysReady: [{ name: 'durable', instanceCount: 1 }] } },
    });
    expect(always({ durableBackend: 'durableTaskScheduler' })).toMatchObject({
      functionAppConfig: { scaleAndConcurrency: { alwaysReady: [] } },
    });
    expect(always({ zoneRedundant: true, alwaysReadyHttpInstances: 1 })).toMatchObject({
      functionAppConfig: {
        scaleAndConcurrency: {
          alwaysReady: [
            { name: 'http', instanceCount: 2 },
            { name: 'durable', instanceCount: 2 },
          ],
        },
      },
    });
  });
});
