import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosFleetMembers } from '../../shared/adapters/cosmos/cosmos-fleet-members.ts';
import { CosmosFleetProgressStore } from '../../shared/adapters/cosmos/cosmos-fleet-progress-store.ts';
import { CosmosFleetStore } from '../../shared/adapters/cosmos/cosmos-fleet-store.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosFleetWriterStore } from '../../shared/adapters/cosmos/cosmos-fleet-writer-store.ts';
import { CosmosTemplateStore } from '../../shared/adapters/cosmos/cosmos-template-store.ts';
import {
  MemoryFleetMembers,
  MemoryFleetProgressStore,
  MemoryFleetStore,
  MemoryFleetWriterStore,
  MemoryTemplateStore,
} from '../support/memory/memory-fleets.ts';
import { MemoryJobs, MemoryJobStore } from '../support/memory/memory-jobs.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeFleetStores } from './fleet-store.ts';

describe('the stores of fleets in memory', () => {
  describeFleetStores(async () => {
    const memory = new MemoryJobs();
    return {
      fleets: new MemoryFleetStore(),
      fleetProgress: new MemoryFleetProgressStore(),
      fleetWriters: new MemoryFleetWriterStore(),
      templates: new MemoryTemplateStore(),
      members: new MemoryFleetMembers(memory),
      jobs: new MemoryJobStore(memory),
    };
  });
});

describe('the stores of fleets of Cosmos on the local stand-in', () => {
  let server: CosmosServer;
  let made = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
  });

  afterAll(() => server.stop());

  describeFleetStores(async () => {
    made += 1;
    const { containers } = new CosmosClient({ endpoint: server.endpoint, key: server.key }).database(
      'evenkeel',
    );
    const { container: control } = await containers.create({
      id: `control-${made}`,
      partitionKey: { paths: ['/id'] },
    });
    const { container } = await containers.create({
      id: `jobs-${made}`,
      partitionKey: { paths: ['/jobId'] },
    });
    return {
      fleets: new CosmosFleetStore(control),
      fleetProgress: new CosmosFleetProgressStore(control),
      fleetWriters: new CosmosFleetWriterStore(control),
      templates: new CosmosTemplateStore(control),
      members: new CosmosFleetMembers(container),
      jobs: new CosmosJobStore(container, new RecordingLog()),
    };
  });
});
