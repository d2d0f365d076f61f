import { describe, expect, test } from 'vitest';
import { BLOB_CONTAINERS, QUEUES } from '../../local/resources.ts';
import { APP_PRINCIPAL_ID } from './on-paper/answers-of-azure.ts';
import type { PaperResource } from './on-paper/deploy-on-paper.ts';
import {
  DATA_PROVIDERS,
  DEPLOYER,
  ENVIRONMENTS,
  ofType,
  propertyOf,
  resourcesOf,
  resourcesWith,
  settingsIn,
  textOf,
} from './on-paper/paper-environments.ts';
import { asText, valueAt } from './on-paper/values.ts';

/** By the names that Azure has for them, as in its documentation. */
const ROLES: Readonly<Record<string, string>> = {
  '0ad04412-c4d5-4796-b79c-f76d14c8d402': 'Durable Task Data Contributor',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  '090c5cfd-751d-490a-894a-3ce6f1109419': 'Azure Service Bus Data Owner',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1': 'Storage Blob Data Reader',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  'de139f84-1756-47ae-9be6-808fbbe84772': 'Website Contributor',
  '00000000-0000-0000-0000-000000000002': 'Cosmos DB Built-in Data Contributor',
};

interface Role {
  readonly who: unknown;
  readonly role: string;
  /** Type and name of what it is on; `resource group` without. */
  readonly on: string;
  readonly reason: string;
}

function toRole(assignment: PaperResource): Role {
  const scope = valueAt(assignment.body, ['scope', 'id']) ?? propertyOf(assignment, 'scope');
  const id = textOf(assignment, 'roleDefinitionId').split('/').at(-1) ?? '';
  return {
    who: propertyOf(assignment, 'principalId'),
    role: ROLES[id] ?? `unknown role ${id}`,
    on: scope === undefined ? 'resource group' : asText(scope).replace('/resources/Microsoft.', ''),
    reason: asText(propertyOf(assignment, 'description') ?? ''),
  };
}

function rolesIn(resources: readonly PaperResource[], who: string): string[] {
  const assignments = [
    ...ofType(resources, 'Microsoft.Authorization/roleAssignments'),
    ...ofType(resources, 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments'),
  ];
  const roles = assignments.map(toRole).filter((role) => role.who === who);
  return roles.map(({ role, on }) => `${role} on ${on}`).sort();
}

const HOST = 'Storage/storageAccounts/stekhostabcdefgh';
const BLOBS = 'Storage/storageAccounts/blobServices/containers';

describe('the roles of the app', () => {
  const resources = resourcesWith();
  const roles = rolesIn(resources, APP_PRINCIPAL_ID);

  test('are these and no others', () => {
    expect(roles).toEqual([
      'Azure Service Bus Data Owner on ServiceBus/namespaces/queues/sbns-evenkeel-test-abcdefgh/runs',
      'Azure Service Bus Data Owner on ServiceBus/namespaces/queues/sbns-evenkeel-test-abcdefgh/runs-bulk',
      'Cosmos DB Built-in Data Contributor on DocumentDB/databaseAccounts/cosmos-evenkeel-test-abcdefgh/dbs/evenkeel',
      'Key Vault Secrets User on KeyVault/vaults/kv-evenkeel-abcdefgh',
      'Monitoring Metrics Publisher on Insights/components/appi-evenkeel-test-abcdefgh',
      `Storage Blob Data Contributor on ${BLOBS}/stekdataabcdefgh/default/locks`,
      `Storage Blob Data Contributor on ${BLOBS}/stekdataabcdefgh/default/reports`,
      `Storage Blob Data Contributor on ${BLOBS}/stekdataabcdefgh/default/results`,
      `Storage Blob Data Owner on ${HOST}`,
      `Storage Blob Data Reader on ${BLOBS}/stekdataabcdefgh/default/baselines`,
      `Storage Blob Data Reader on ${BLOBS}/stekdataabcdefgh/default/datasets`,
      `Storage Queue Data Contributor on ${HOST}`,
      `Storage Table Data Contributor on ${HOST}`,
    ]);
  });

  test('take the scheduler in place of queues, where orchestrations are there', () => {
    const others = rolesIn(resourcesWith({ durableBackend: 'durableTaskScheduler' }), APP_PRINCIPAL_ID);

    expect(others.filter((role) => !roles.includes(role))).toEqual([
      'Durable Task Data Contributor on DurableTask/schedulers/taskHubs/dts-evenkeel-test-abcdefgh/evenkeel',
    ]);
    expect(roles.filter((role) => !others.includes(role))).toEqual([
      `Storage Queue Data Contributor on ${HOST}`,
    ]);
  });

  test('reach every container and queue that it works with', () => {
    const places = [...BLOB_CONTAINERS, ...QUEUES.map(({ name }) => name)];

    expect(places.filter((place) => !roles.some((role) => role.endsWith(`/${place}`)))).toEqual([]);
  });

  test('are on something for every address that its settings name', () => {
    const hosts = Object.values(settingsIn(resources)).flatMap((value) => {
      const [, account] =
        /(?:^|https:\/\/)([a-z0-9-]+)\.(?:[a-z]+\.core\.windows|documents\.azure|servicebus\.windows)/.exec(
          value,
        ) ?? [];
      return account === undefined ? [] : [account];
    });

    expect(new Set(hosts).size).toBe(4);
    expect(hosts.filter((account) => !roles.some((role) => role.includes(account)))).toEqual([]);
  });
});

describe('the roles of others', () => {
  const resources = resourcesOf('production');

  test('let a pipeline deploy code, and nothing else', () => {
    expect(rolesIn(resources, DEPLOYER)).toEqual(['Website Contributor on resource group']);
  });

  test('let a group deliver samples', () => {
    expect(rolesIn(resources, DATA_PROVIDERS)).toEqual([
      `Storage Blob Data Contributor on ${BLOBS}/stekdataabcdefgh/default/baselines`,
      `Storage Blob Data Contributor on ${BLOBS}/stekdataabcdefgh/default/datasets`,
    ]);
  });

  test('are not given to nobody', () => {
    expect(rolesIn(resourcesWith(), '')).toEqual([]);
  });
});

describe('every role', () => {
  test.each(ENVIRONMENTS)('says in the portal what it is for, in %s', (environment) => {
    const assignments = ofType(resourcesOf(environment), 'Microsoft.Authorization/roleAssignments').map(
      toRole,
    );

    expect(assignments.length).toBeGreaterThan(10);
    expect(assignments.filter(({ reason }) => !/^[A-Z].{10,}\.$/.test(reason))).toEqual([]);
  });

  test.each(ENVIRONMENTS)('is assigned once, in %s', (environment) => {
    const names = ofType(resourcesOf(environment), 'Microsoft.Authorization/roleAssignments').map(
      ({ name }) => name,
    );

    expect(new Set(names).size).toBe(names.length);
  });
});
