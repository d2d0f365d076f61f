import { describe, expect, test } from 'vitest';
import { BLOB_CONTAINERS, DATABASES, QUEUES } from '../../local/resources.ts';
import { BULK_RUNS_QUEUE, RUNS_QUEUE } from '../../shared/contracts/queue/run-message.ts';
import {
  ofType,
  ownName,
  propertyOf,
  resourcesOf,
  resourcesWith,
  textOf,
} from './on-paper/paper-environments.ts';

const resources = resourcesOf('production');
const SECOND_MS = 1000;

/** Of a duration such as `PT10M`. */
function toMs(duration: unknown): number {
  const [, minutes] = /^PT(\d+)M$/.exec(String(duration)) ?? [];
  return Number(minutes) * 60 * SECOND_MS;
}

describe('Cosmos DB', () => {
  const [database] = DATABASES;
  const made = ofType(resources, 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers');

  test('has the database and the containers that the stand-ins have', () => {
    const names = ofType(resources, 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases').map(ownName);

    expect(names).toEqual([database.id]);
    expect(made.map(ownName).sort()).toEqual(database.containers.map(({ id }) => id).sort());
  });

  test.each(database.containers.map((container) => [container.id, container] as const))(
    'has %s with the same key, time to live and composite indexes',
    (id, container) => {
      const found = made.find((each) => ownName(each) === id);
      const indexes = 'compositeIndexes' in container ? container.compositeIndexes : [];

      expect(found && propertyOf(found, 'resource.id')).toBe(id);
      expect(found && propertyOf(found, 'resource.partitionKey.paths')).toEqual([container.partitionKey]);
      expect(found && propertyOf(found, 'resource.defaultTtl')).toBe(
        'defaultTtlSeconds' in container ? container.defaultTtlSeconds : undefined,
      );
      expect(found && propertyOf(found, 'resource.indexingPolicy.compositeIndexes')).toEqual(
        indexes.map((index) => index.map((path) => ({ order: 'ascending', ...path }))),
      );
    },
  );

  test('indexes by itself and at once, also where nothing is searched for', () => {
    const policies = made.map((each) => [
      propertyOf(each, 'resource.indexingPolicy.indexingMode'),
      propertyOf(each, 'resource.indexingPolicy.automatic'),
    ]);

    // A container with a time to live cannot have the mode `none`.
    expect(new Set(policies.map(String))).toEqual(new Set(['consistent,true']));
  });

  test('has throughput by the hour where it is asked for, and none of it without', () => {
    const provisioned = (parameters: Parameters<typeof resourcesWith>[0]): string[] =>
      resourcesWith(parameters)
        .filter((each) => propertyOf(each, 'options.autoscaleSettings.maxThroughput') !== undefined)
        .map((each) => `${ownName(each)} ${textOf(each, 'options.autoscaleSettings.maxThroughput')}`);

    expect(provisioned({ cosmosThroughput: 'serverless' })).toEqual([]);
    expect(provisioned({ cosmosThroughput: 'autoscale', cosmosJobsMaxThroughput: 7000 })).toEqual([
      'evenkeel 1000',
      'jobs 7000',
      // What a search of it takes must not be missing where every request asks.
      'logs 1000',
    ]);
  });

  test('has its regions in order, and one that takes the writes', () => {
    const parameters = { cosmosThroughput: 'autoscale', cosmosSecondaryLocations: ['northeurope'] };
    const [account] = ofType(resourcesWith(parameters), 'Microsoft.DocumentDB/databaseAccounts');

    expect(account && propertyOf(account, 'locations')).toEqual([
      { locationName: 'westeurope', failoverPriority: 0, isZoneRedundant: false },
      { locationName: 'northeurope', failoverPriority: 1, isZoneRedundant: false },
    ]);
    expect(account && propertyOf(account, 'enableMultipleWriteLocations')).toBe(false);
    expect(account && propertyOf(account, 'enableAutomaticFailover')).toBe(true);
  });

  test('refuses a second region without throughput of its own', () => {
    const parameters = { cosmosThroughput: 'serverless', cosmosSecondaryLocations: ['northeurope'] };

    expect(() => resourcesWith(parameters)).toThrow(/one region/);
  });
});

describe('Service Bus', () => {
  const made = ofType(resources, 'Microsoft.ServiceBus/namespaces/queues');

  test('has the queues that the app sends to, and the stand-ins have', () => {
    expect(made.map(ownName).sort()).toEqual([BULK_RUNS_QUEUE, RUNS_QUEUE].sort());
    expect(made.map(ownName).sort()).toEqual(QUEUES.map(({ name }) => name).sort());
  });

  test.each(QUEUES.map((queue) => [queue.name, queue] as const))(
    'has %s with the same rules',
    (name, queue) => {
      const found = made.find((each) => ownName(each) === name);

      expect(found && toMs(propertyOf(found, 'lockDuration'))).toBe(queue.lockDurationMs);
      expect(found && propertyOf(found, 'maxDeliveryCount')).toBe(queue.maxDeliveryCount);
      expect(found && propertyOf(found, 'requiresDuplicateDetection')).toBe(true);
      expect(found && toMs(propertyOf(found, 'duplicateDetectionHistoryTimeWindow'))).toBe(
        queue.duplicateDetectionWindowMs,
      );
      expect(found && propertyOf(found, 'deadLetteringOnMessageExpiration')).toBe(true);
    },
  );
});

describe('Storage', () => {
  test('has the containers of the app in an account of their own', () => {
    const made = ofType(resources, 'Microsoft.Storage/storageAccounts/blobServices/containers');
    const ofData = made.filter(({ name }) => name.startsWith('stekdata')).map(ownName);
    const ofHost = made.filter(({ name }) => name.startsWith('stekhost')).map(ownName);

    expect(ofData.sort()).toEqual([...BLOB_CONTAINERS].sort());
    expect(ofHost.sort()).toEqual(['deployments']);
  });

  test('keeps no copies of what is overwritten: leases are, all the time', () => {
    const services = ofType(resources, 'Microsoft.Storage/storageAccounts/blobServices');

    expect(services.map((each) => propertyOf(each, 'isVersioningEnabled'))).toEqual([false, false]);
    expect(services.map((each) => propertyOf(each, 'deleteRetentionPolicy.enabled'))).toEqual([false, false]);
  });
});
