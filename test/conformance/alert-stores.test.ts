import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosAlertRuleStore } from '../../shared/adapters/cosmos/cosmos-alert-rule-store.ts';
import { CosmosAlertSources } from '../../shared/adapters/cosmos/cosmos-alert-sources.ts';
import { CosmosAuditLog } from '../../shared/adapters/cosmos/cosmos-audit-log.ts';
import { CosmosDeadLetterStore } from '../../shared/adapters/cosmos/cosmos-dead-letter-store.ts';
import { CosmosExpectationStore } from '../../shared/adapters/cosmos/cosmos-expectation-store.ts';
import { sha256Fingerprint } from '../../shared/adapters/ids/sha256-fingerprint.ts';
import { MemoryAlertSources } from '../support/memory/memory-alert-sources.ts';
import { MemoryAuditLog } from '../support/memory/memory-audit-log.ts';
import { MemoryDeadLetterStore } from '../support/memory/memory-dead-letters.ts';
import { CosmosIncidentStore } from '../../shared/adapters/cosmos/cosmos-incident-store.ts';
import {
  MemoryAlertRuleStore,
  MemoryExpectationStore,
  MemoryIncidentStore,
} from '../support/memory/memory-alerts.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeAlertStores } from './alert-stores.ts';

describe('in memory', () => {
  describeAlertStores(async () => {
    const audit = new MemoryAuditLog();
    const letters = new MemoryDeadLetterStore();
    return {
      rules: new MemoryAlertRuleStore(),
      incidents: new MemoryIncidentStore(),
      expectations: new MemoryExpectationStore(),
      sources: new MemoryAlertSources(audit, letters),
      audit,
      letters,
    };
  });
});

describe('on the local stand-in of Cosmos DB', () => {
  let server: CosmosServer;
  let client: CosmosClient;
  let made = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
    client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
  });

  afterAll(async () => {
    client.dispose();
    await server.stop();
  });

  describeAlertStores(async () => {
    made += 1;
    const alerts = await make('alerts', '/key');
    const audit = await make('audit', '/subject');
    const control = await make('control', '/id');
    const log = new RecordingLog();
    return {
      rules: new CosmosAlertRuleStore(alerts, log),
      incidents: new CosmosIncidentStore(alerts, log, { retentionSeconds: 90 * 24 * 60 * 60 }),
      expectations: new CosmosExpectationStore(alerts, log),
      sources: new CosmosAlertSources({ audit, control }, log),
      audit: new CosmosAuditLog(audit, log),
      letters: new CosmosDeadLetterStore(control, sha256Fingerprint),
    };
  });

  async function make(name: string, path: string): Promise<Container> {
    const { container } = await client
      .database('evenkeel')
      .containers.create({ id: `${name}-${made}`, partitionKey: { paths: [path] }, defaultTtl: -1 });
    return container;
  }
});
