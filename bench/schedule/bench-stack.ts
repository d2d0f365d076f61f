import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import { z } from 'zod';
import { captureConsole } from '../../local/capture-console.ts';
import { startStack, type Stack } from '../../local/stack.ts';

/** The whole local system as `npm start` runs it, its state on disk in a folder of its own. */
export interface BenchStack {
  readonly stack: Stack;
  /** Stops everything and removes the folder. */
  stop(): Promise<void>;
}

/**
 * Starts it with the app as it was built last.
 *
 * @param settings of the app, in place of the stack's own.
 */
export async function startBenchStack(settings: Readonly<Record<string, string>> = {}): Promise<BenchStack> {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  const giveBackConsole = captureConsole(folder);
  const stack = await startStack({ dataDir: join(folder, 'state'), settings });
  await storeTinyFiles(stack.blobs);
  return {
    stack,
    stop: async () => {
      await stack.stop();
      giveBackConsole();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Twenty rows of one column: a measurement that costs next to nothing, so that scheduling is what is measured. */
export async function storeTinyFiles(blobs: Stack['blobs']): Promise<void> {
  const rows = Array.from({ length: 20 }, (_, row) => row);
  for (const container of ['baselines', 'datasets']) {
    const blob = blobs.getContainerClient(container).getBlockBlobClient('tiny.csv');
    await blob.uploadData(Buffer.from(['score', ...rows, ''].join('\n')));
  }
}

/** A job on the tiny files, with a model of its own. */
export function tinyJob(jobId: string, recurrence: object): object {
  return {
    jobId,
    kind: 'stability',
    valueStream: 'bench',
    task: { modelId: jobId, baseline: 'baselines/tiny.csv', current: 'datasets/tiny.csv' },
    recurrences: [recurrence],
  };
}

/** Every day at the second of an instant. */
export function dailyAt(instant: number): object {
  const at = new Date(instant);
  const expression = `${at.getUTCSeconds()} ${at.getUTCMinutes()} ${at.getUTCHours()} * * *`;
  return { type: 'cron', dialect: 'ncrontab6', expression, timeZone: 'UTC' };
}

const instant = z.iso.datetime().transform((text) => Date.parse(text));

const storedRun = z.object({
  runId: z.string(),
  dueAt: instant,
  startedAt: instant.optional(),
  finishedAt: instant.optional(),
});

export type StoredRun = z.output<typeof storedRun>;

/** The store itself, to look into without going through the app. */
export class BenchStore {
  readonly #client: CosmosClient;

  constructor(settings: Stack['settings']) {
    this.#client = new CosmosClient({
      endpoint: settings['COSMOS__accountEndpoint'] ?? '',
      key: settings['COSMOS__accountKey'] ?? '',
    });
  }

  async runsDue(from: number, to: number): Promise<readonly StoredRun[]> {
    const query =
      "SELECT c.runId, c.dueAt, c.startedAt, c.finishedAt FROM c WHERE c.type = 'run' AND c.dueAt >= @from AND c.dueAt <= @to";
    return z.array(storedRun).parse(await this.#query(query, from, to));
  }

  async countUnfinished(from: number, to: number): Promise<number> {
    const query =
      "SELECT VALUE COUNT(1) FROM c WHERE c.type = 'run' AND c.dueAt >= @from AND c.dueAt <= @to AND c.state IN ('pending', 'running')";
    const [count] = z.array(z.number()).parse(await this.#query(query, from, to));
    return count ?? 0;
  }

  close(): void {
    this.#client.dispose();
  }

  async #query(query: string, from: number, to: number): Promise<unknown> {
    const parameters = [
      { name: '@from', value: new Date(from).toISOString() },
      { name: '@to', value: new Date(to).toISOString() },
    ];
    const container = this.#client.database('evenkeel').container('jobs');
    const { resources } = await container.items
      .query({ query, parameters }, { maxItemCount: 1000 })
      .fetchAll();
    return resources;
  }
}
