import { CosmosClient } from '@azure/cosmos';
import { z } from 'zod';
import { runFromDocument } from '../shared/adapters/cosmos/run-document.ts';
import { runView, type RunView } from '../shared/contracts/http/views.ts';

const PERIOD_MS = 500;

const document = z.looseObject({ finishedAt: z.string() });

/**
 * Calls `onRun` with each run that ends from now on, of whatever job, by looking into the store twice a second.
 *
 * @returns How to stop.
 */
export function watchRuns(
  settings: Readonly<Record<string, string>>,
  onRun: (run: RunView) => void,
): () => Promise<void> {
  const client = new CosmosClient({
    endpoint: settings['COSMOS__accountEndpoint'] ?? '',
    key: settings['COSMOS__accountKey'] ?? '',
  });
  const container = client.database('evenkeel').container('jobs');
  let since = new Date().toISOString();
  let timer: ReturnType<typeof setTimeout>;

  async function look(): Promise<void> {
    const query = "SELECT * FROM c WHERE c.type = 'run' AND c.finishedAt > @since ORDER BY c.finishedAt";
    const parameters = [{ name: '@since', value: since }];
    const { resources } = await container.items.query({ query, parameters }).fetchAll();
    for (const resource of resources) {
      since = document.parse(resource).finishedAt;
      onRun(runView(runFromDocument(resource)));
    }
  }

  function again(): void {
    timer = setTimeout(() => {
      // A look that fails is made good by the next one.
      void look()
        .catch(() => undefined)
        .finally(again);
    }, PERIOD_MS);
  }

  again();
  return async () => {
    clearTimeout(timer);
  };
}
