import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosCalendarStore } from '../../shared/adapters/cosmos/cosmos-calendar-store.ts';
import { CosmosCalendarUsage } from '../../shared/adapters/cosmos/cosmos-calendar-usage.ts';
import { CosmosGateStore } from '../../shared/adapters/cosmos/cosmos-gate-store.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosRunStore } from '../../shared/adapters/cosmos/cosmos-run-store.ts';
import { CosmosScheduleStatistics } from '../../shared/adapters/cosmos/cosmos-schedule-statistics.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeCalendarStores } from './calendar-store.ts';
import { describeGateStore } from './gate-store.ts';
import { describeJobAndRunStore } from './job-store.ts';

describe('CosmosJobStore and CosmosRunStore on the local stand-in', () => {
  let server: CosmosServer;
  let made = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
  });

  afterAll(() => server.stop());

  describeJobAndRunStore(async () => {
    made += 1;
    const client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
    const { container } = await client.database('evenkeel').containers.create({
      id: `jobs-${made}`,
      partitionKey: { paths: ['/jobId'] },
      defaultTtl: -1,
    });
    const log = new RecordingLog();
    return { jobs: new CosmosJobStore(container, log), runs: new CosmosRunStore(container, log) };
  });
});

describe('the calendar stores of Cosmos on the local stand-in', () => {
  let server: CosmosServer;
  let made = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
  });

  afterAll(() => server.stop());

  describeCalendarStores(async () => {
    made += 1;
    const { containers } = new CosmosClient({ endpoint: server.endpoint, key: server.key }).database(
      'evenkeel',
    );
    const control = await containers.create({ id: `control-${made}`, partitionKey: { paths: ['/id'] } });
    const { container } = await containers.create({
      id: `jobs-${made}`,
      partitionKey: { paths: ['/jobId'] },
    });
    return {
      calendars: new CosmosCalendarStore(control.container),
      jobs: new CosmosJobStore(container, new RecordingLog()),
      usage: new CosmosCalendarUsage(container),
      statistics: new CosmosScheduleStatistics(container),
    };
  });
});

describe('CosmosGateStore on the local stand-in', () => {
  let server: CosmosServer;
  let made = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
  });

  afterAll(() => server.stop());

  describeGateStore(async () => {
    made += 1;
    const { containers } = new CosmosClient({ endpoint: server.endpoint, key: server.key }).database(
      'evenkeel',
    );
    const { container } = await containers.create({
      id: `control-${made}`,
      partitionKey: { paths: ['/id'] },
    });
    return new CosmosGateStore(container, new RecordingLog());
  });
});
