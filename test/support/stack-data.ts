import { CosmosClient, type Container } from '@azure/cosmos';
import type { Client } from '../../local/client.ts';
import { atNearInstant } from '../../local/near-instant.ts';
import type { Stack } from '../../local/stack.ts';

/** A column named `score` with the numbers 0, 1, … `count - 1`, moved by `shift`, and a level column beside it. */
export function scoresCsv(count: number, shift = 0): string {
  const lines = Array.from(
    { length: count },
    (_, index) => `${index + shift},${index % 2 === 0 ? 'a' : 'b'}`,
  );
  return ['score,level', ...lines, ''].join('\n');
}

/** Uploads text to a blob path `container/name`. */
export async function upload(stack: Pick<Stack, 'blobs'>, path: string, text: string): Promise<void> {
  await uploadBytes(stack, path, Buffer.from(text));
}

/** The same with bytes. */
export async function uploadBytes(
  stack: Pick<Stack, 'blobs'>,
  path: string,
  content: Uint8Array,
): Promise<void> {
  const [container = '', ...name] = path.split('/');
  const blob = stack.blobs.getContainerClient(container).getBlockBlobClient(name.join('/'));
  await blob.upload(content, content.length);
}

/** A container of the stack's Cosmos DB. */
export function containerOf(settings: Readonly<Record<string, string>>, name: string): Container {
  const client = new CosmosClient({
    endpoint: settings['COSMOS__accountEndpoint'] ?? '',
    key: settings['COSMOS__accountKey'] ?? '',
  });
  return client.database('evenkeel').container(name);
}

/** The ids of all documents of a container. */
export async function documentIds(
  settings: Readonly<Record<string, string>>,
  container: string,
): Promise<unknown[]> {
  const response: { readonly resources: unknown[] } = await containerOf(settings, container)
    .items.query('SELECT VALUE c.id FROM c')
    .fetchAll();
  return response.resources;
}

/** A stability job on `baselines/m.csv` and `datasets/m.csv`; without recurrences it runs when somebody asks for it. */
export function jobRequest(jobId: string, ...recurrences: readonly object[]): object {
  return {
    jobId,
    kind: 'stability',
    valueStream: 'tests',
    task: { modelId: 'm', baseline: 'baselines/m.csv', current: 'datasets/m.csv', scoreColumn: 'score' },
    recurrences,
  };
}

/** One slot, at this instant. */
export function onceAt(at: number): object {
  return { type: 'once', at: new Date(at).toISOString() };
}

/** Schedules the job of `jobRequest`, with what else is said of it, for a slot a second ahead; gives that slot, epoch ms. */
export async function scheduleSoon(client: Client, jobId: string, otherwise: object = {}): Promise<number> {
  return atNearInstant(async (at) => {
    await client.scheduleJob({ ...jobRequest(jobId, onceAt(at)), ...otherwise });
    return at;
  });
}
