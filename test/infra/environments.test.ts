import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { PaperResource } from './on-paper/deploy-on-paper.ts';
import {
  deployedBy,
  ENVIRONMENTS,
  ofType,
  propertyOf,
  resourcesOf,
  resourcesWith,
} from './on-paper/paper-environments.ts';
import { valueAt } from './on-paper/values.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Each of a type with what has to be so, whatever the parameters are. */
const HARDENED: readonly (readonly [type: string, property: string, value: unknown])[] = [
  ['Microsoft.DocumentDB/databaseAccounts', 'disableLocalAuth', true],
  ['Microsoft.DocumentDB/databaseAccounts', 'disableKeyBasedMetadataWriteAccess', true],
  ['Microsoft.DocumentDB/databaseAccounts', 'backupPolicy.type', 'Continuous'],
  ['Microsoft.ServiceBus/namespaces', 'disableLocalAuth', true],
  ['Microsoft.Storage/storageAccounts', 'allowSharedKeyAccess', false],
  ['Microsoft.Storage/storageAccounts', 'allowBlobPublicAccess', false],
  ['Microsoft.Storage/storageAccounts', 'minimumTlsVersion', 'TLS1_2'],
  ['Microsoft.KeyVault/vaults', 'enableRbacAuthorization', true],
  ['Microsoft.KeyVault/vaults', 'enableSoftDelete', true],
  ['Microsoft.Insights/components', 'DisableLocalAuth', true],
  ['Microsoft.OperationalInsights/workspaces', 'features.disableLocalAuth', true],
  ['Microsoft.Web/sites', 'httpsOnly', true],
];

/** What can be closed to the internet. */
const CLOSED = [
  'Microsoft.DocumentDB/databaseAccounts',
  'Microsoft.DurableTask/schedulers',
  'Microsoft.KeyVault/vaults',
  'Microsoft.ServiceBus/namespaces',
  'Microsoft.Storage/storageAccounts',
];

/** What tells logs or metrics; a scheduler has none that are documented, and the workspace would tell itself. */
const TELLING = [
  'Microsoft.DocumentDB/databaseAccounts',
  'Microsoft.KeyVault/vaults',
  'Microsoft.ServiceBus/namespaces',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.Web/serverfarms',
  'Microsoft.Web/sites',
];

function access(resources: readonly PaperResource[]): unknown[] {
  return CLOSED.flatMap((type) => ofType(resources, type)).map((each) =>
    propertyOf(each, 'publicNetworkAccess'),
  );
}

describe.each(ENVIRONMENTS)('in %s', (environment) => {
  const resources = resourcesOf(environment);

  test.each(HARDENED)('every %s has %s %s', (type, property, value) => {
    const made = ofType(resources, type);

    expect(made.length).toBeGreaterThan(0);
    expect(made.map((each) => propertyOf(each, property))).toEqual(made.map(() => value));
  });

  test('everything that tells something tells it to the workspace', () => {
    const settings = ofType(resources, 'Microsoft.Insights/diagnosticSettings');
    const scopes = settings.map(({ body }) => valueAt(body, ['scope', 'id']));
    const telling = TELLING.flatMap((type) => ofType(resources, type));

    expect(telling.length).toBeGreaterThanOrEqual(TELLING.length);
    for (const { type, name } of telling) expect(scopes).toContain(`/resources/${type}/${name}`);
    expect(new Set(settings.map((each) => propertyOf(each, 'workspaceId'))).size).toBe(1);
  });

  test('everything bears the name of the environment', () => {
    const tagged = resources.filter(({ body }) => 'tags' in body);

    expect(tagged.length).toBeGreaterThan(10);
    for (const { body } of tagged)
      expect(body['tags']).toMatchObject({ app: 'evenkeel', environment, 'azd-env-name': environment });
  });

  test('there is nothing with the name of another', () => {
    const names = resources
      .filter(({ type, name }) => !/diagnosticSettings|roleAssignments/i.test(type) && name !== '')
      .map(({ type, name }) => `${type} ${name}`);

    expect(new Set(names).size).toBe(names.length);
  });

  test('the names are as long as Azure takes them', () => {
    const longest: Readonly<Record<string, number>> = {
      'Microsoft.DocumentDB/databaseAccounts': 44,
      'Microsoft.KeyVault/vaults': 24,
      'Microsoft.ServiceBus/namespaces': 50,
      'Microsoft.Storage/storageAccounts': 24,
      'Microsoft.Web/sites': 60,
    };
    const limited = resources.filter(({ type }) => type in longest);

    expect(limited.filter(({ type, name }) => name.length > (longest[type] ?? 0))).toEqual([]);
  });
});

describe('the Key Vault', () => {
  test.each([
    ['dev', null],
    ['staging', true],
    ['production', true],
  ] as const)('of %s has purge protection %s', (environment, expected) => {
    const [vault] = ofType(resourcesOf(environment), 'Microsoft.KeyVault/vaults');

    expect(vault && propertyOf(vault, 'enablePurgeProtection')).toBe(expected);
  });
});

describe('the network', () => {
  test('of production closes everything that the app calls, and leads to it', () => {
    const resources = resourcesOf('production');
    const endpoints = ofType(resources, 'Microsoft.Network/privateEndpoints');
    const zones = ofType(resources, 'Microsoft.Network/privateDnsZones').map(({ name }) => name);
    const used = ofType(resources, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups').map((each) =>
      JSON.stringify(propertyOf(each, 'privateDnsZoneConfigs')),
    );

    expect(new Set(access(resources))).toEqual(new Set(['Disabled']));
    expect(endpoints).toHaveLength(8);
    for (const type of CLOSED)
      expect(JSON.stringify(endpoints.map(({ body }) => body))).toContain(`/resources/${type}/`);
    expect(zones.filter((zone) => !used.some((config) => config.includes(`/${zone}"`)))).toEqual([]);
    expect(used).toHaveLength(endpoints.length);
  });

  test('is not there where it is not asked for', () => {
    const resources = resourcesOf('dev');

    expect(new Set(access(resources))).toEqual(new Set(['Enabled']));
    expect(resources.filter(({ type }) => type.startsWith('Microsoft.Network/'))).toEqual([]);
  });

  test('needs a Service Bus that can be closed', () => {
    expect(() => resourcesWith({ vnetEnabled: true })).toThrow(/Premium/);
  });

  test('is needed by an API that is not public', () => {
    expect(() => resourcesWith({ apiIsPublic: false })).toThrow(/vnetEnabled/);
  });

  test('has an endpoint of the API where the API is not public', () => {
    const resources = resourcesWith({ vnetEnabled: true, serviceBusSku: 'Premium', apiIsPublic: false });
    const [site] = ofType(resources, 'Microsoft.Web/sites');

    expect(site && propertyOf(site, 'publicNetworkAccess')).toBe('Disabled');
    expect(ofType(resources, 'Microsoft.Network/privateEndpoints').at(-1)?.name).toMatch(/-api$/);
  });
});

describe('logs', () => {
  test('go to another system, too, where an event hub is named', () => {
    const parameters = { eventHubAuthorizationRuleId: '/rule', eventHubName: 'logs' };
    const settings = ofType(resourcesWith(parameters), 'Microsoft.Insights/diagnosticSettings');

    expect(new Set(settings.map((each) => propertyOf(each, 'eventHubName')))).toEqual(new Set(['logs']));
    expect(new Set(settings.map((each) => propertyOf(each, 'eventHubAuthorizationRuleId')))).toEqual(
      new Set(['/rule']),
    );
  });

  test('have every request to Cosmos DB only when that is asked for', () => {
    const categories = (detailedDiagnostics: boolean): string =>
      JSON.stringify(
        ofType(resourcesWith({ detailedDiagnostics }), 'Microsoft.Insights/diagnosticSettings').map(
          ({ body }) => body,
        ),
      );

    expect(categories(false)).not.toMatch(/DataPlaneRequests|StorageRead/);
    expect(categories(true)).toMatch(/DataPlaneRequests.*StorageRead|StorageRead.*DataPlaneRequests/);
  });
});

describe('a budget', () => {
  test('tells the same people, at 80 and 100 % and before it is too late', () => {
    const [budget] = ofType(resourcesOf('production'), 'Microsoft.Consumption/budgets');

    expect(budget?.body['properties']).toMatchObject({
      amount: 500,
      notifications: {
        spent80: { threshold: 80, contactEmails: ['first@example.com', 'second@example.com'] },
        expected110: { thresholdType: 'Forecasted' },
      },
    });
    expect(ofType(resourcesWith(), 'Microsoft.Consumption/budgets')).toEqual([]);
  });
});

describe('azd', () => {
  const config = z
    .object({
      infra: z.object({ path: z.string(), module: z.string() }),
      services: z.object({
        api: z.object({
          project: z.literal('.'),
          host: z.literal('function'),
          remoteBuild: z.literal(false),
        }),
      }),
    })
    .parse(parse(readFileSync(join(ROOT, 'azure.yaml'), 'utf8')));

  test('finds its template, its parameters and the app', () => {
    const template = join(ROOT, config.infra.path, config.infra.module);
    const { resources, outputs } = deployedBy('azd.bicepparam');
    const [site] = ofType(resources, 'Microsoft.Web/sites');

    expect([`${template}.bicep`, `${template}.bicepparam`].filter((path) => !existsSync(path))).toEqual([]);
    expect(site?.body['tags']).toMatchObject({ 'azd-env-name': 'mine', 'azd-service-name': 'api' });
    expect(outputs).toMatchObject({ AZURE_RESOURCE_GROUP: 'rg-evenkeel-mine', SERVICE_API_NAME: site?.name });
  });
});

describe('what people and pipelines forget', () => {
  test('is refused where no app could start with it', () => {
    expect(() => resourcesWith({ authClientId: '' })).toThrow('authClientId is too short');
  });

  test('is refused where nobody would be told', () => {
    expect(() => resourcesWith({ alertEmails: ['a@example.com', ''] })).toThrow('Name whom to tell');
    expect(() => resourcesWith({ alertEmails: [] })).toThrow('alertEmails is too short');
  });

  test('does not matter where it is a blank after a comma', () => {
    const [group] = ofType(
      resourcesWith({ alertEmails: ['a@example.com', ' b@example.com'] }),
      'Microsoft.Insights/actionGroups',
    );

    expect(group && propertyOf(group, 'emailReceivers')).toMatchObject([
      { emailAddress: 'a@example.com' },
      { emailAddress: 'b@example.com' },
    ]);
  });
});
