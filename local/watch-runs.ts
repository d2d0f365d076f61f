import { CosmosClient } from '@azure/cosmos';
import { runFromDocument } from '../shared/adapters/cosmos/run-document.ts';
import { runView, type RunView } from '../shared/contracts/http/run-view.ts';

const PERIOD_MS = 500;

/** A run's end is dated before it is stored: a look goes back this far, and leaves out what it has shown. */
const LOOK_BACK_MS = 10_000;

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
  const startedAt = Date.now();
  const shown = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout>;

  async function look(): Promise<void> {
    const since = Math.max(startedAt, Date.now() - LOOK_BACK_MS);
    const query = "SELECT * FROM c WHERE c.type = 'run' AND c.finishedAt > @since ORDER BY c.finishedAt";
    const parameters = [{ name: '@since', value: new Date(since).toISOString() }];
    const { resources } = await container.items.query({ query, parameters }).fetchAll();
    for (const run of resources.map((resource) => runView(runFromDocument(resource)))) {
      if (shown.has(run.runId)) continue;
      shown.set(run.runId, Date.parse(run.finishedAt ?? ''));
      onRun(run);
    }
    for (const [runId, finishedAt] of shown) if (finishedAt < since) shown.delete(runId);
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
