import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startCosmos, type CosmosServer } from '../../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../../local/resources.ts';
import { CosmosJobLogStore } from '../../../shared/adapters/cosmos/cosmos-job-log-store.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import type { JobLogPart } from '../../../shared/domain/run/job-log.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../../support/example-job.ts';
import { RecordingLog } from '../../support/memory/memory-stores.ts';

const JOB = jobIdFrom('churn');
const RUN = runIdOf(JOB, 0);

describe('CosmosJobLogStore', () => {
  let server: CosmosServer;
  let client: CosmosClient;
  let container: Container;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
    client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
    container = client.database('evenkeel').container('logs');
    await new CosmosJobLogStore(container, new RecordingLog()).append(part('p'));
  });

  afterAll(async () => {
    client.dispose();
    await server.stop();
  });

  test('ends a search that takes too long', async () => {
    const store = new CosmosJobLogStore(container, new RecordingLog(), { searchWithinMs: 0 });

    await expect(store.list(JOB, { text: 'x' }, { limit: 10 })).rejects.toThrow(Unavailable);
  });

  test('reads no more parts than a page may need', async () => {
    const query = vi.spyOn(container.items, 'query');

    await new CosmosJobLogStore(container, new RecordingLog()).list(JOB, {}, { limit: 10 });

    expect(query.mock.calls[0]?.[1]).toMatchObject({ maxItemCount: 11 });
  });

  test('gives up where others write before it every time', async () => {
    const rival = new CosmosJobLogStore(client.database('evenkeel').container('logs'), new RecordingLog());
    const batch = container.items.batch.bind(container.items);
    let rivals = 0;
    vi.spyOn(container.items, 'batch').mockImplementation(async (...given) => {
      rivals += 1;
      await rival.append(part(`rival-${rivals}`));
      return batch(...given);
    });

    await expect(new CosmosJobLogStore(container, new RecordingLog()).append(part('q'))).rejects.toThrow(
      Unavailable,
    );
    vi.restoreAllMocks();
  });
});

function part(partId: string): JobLogPart {
  const lines = [{ at: 0, level: 'info', message: 'Read the sample.', fields: {} } as const];
  return { jobId: JOB, runId: RUN, attempt: 1, step: 'measureStability', partId, lines };
}
