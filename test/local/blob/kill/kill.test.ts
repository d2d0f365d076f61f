import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startBlob } from '../../../../local/blob/start-blob.ts';
import { Random } from '../../../simulation/random.ts';

/** More by the environment: `BLOB_KILLS=200 npx vitest run test/local/blob/kill`. */
const KILLS = Number(process.env['BLOB_KILLS'] ?? 3);
const SEED = Number(process.env['BLOB_KILL_SEED'] ?? 1);

const WRITERS = 4;
const LONGEST_LIFE_MS = 150;

describe('a blob service killed under load', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-blob-kill-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('still has every blob whose upload it acknowledged', { timeout: 3_600_000 }, async () => {
    const random = new Random(SEED);
    const acknowledged = new Map<string, string>();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = acknowledged.size;
      await liveAndDie(folder, `life-${kill}`, { acknowledged, lifeMs: random.below(LONGEST_LIFE_MS) });
      expect(acknowledged.size).toBeGreaterThan(before);
    }

    const lost = await readBack(folder, acknowledged);
    expect(lost).toEqual([]);
  });
});

/** Uploads new blobs, and new content over old ones, until the process is killed. */
async function liveAndDie(
  dataDir: string,
  life: string,
  { acknowledged, lifeMs }: { readonly acknowledged: Map<string, string>; readonly lifeMs: number },
): Promise<void> {
  const script = join(import.meta.dirname, 'kill-server.ts');
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines: readonly unknown[] = await once(createInterface({ input: child.stdout }), 'line');
  const container = containerOf(String(lines[0]));
  await container.createIfNotExists();
  const before = acknowledged.size;
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let count = 0; ; count += 1) {
      // Every second upload goes over the blob before it.
      const name = `${life}/${writer}/${Math.floor(count / 2)}`;
      const content = `${name} ${count}`;
      // What was sent but not acknowledged may be there or not; then the blob is left out of the comparison.
      acknowledged.delete(name);
      await container.getBlockBlobClient(name).upload(content, content.length);
      acknowledged.set(name, content);
    }
  });
  const ends = writers.map((writer) => writer.catch(() => undefined));
  while (acknowledged.size === before) await pause(1);
  await pause(lifeMs);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await Promise.all(ends);
}

/** The names of the blobs that are gone or hold something else. */
async function readBack(dataDir: string, acknowledged: ReadonlyMap<string, string>): Promise<string[]> {
  const server = await startBlob({ dataDir });
  const container = containerOf(server.connectionString);
  const lost: string[] = [];
  for (const [name, content] of acknowledged) {
    const found = await container
      .getBlobClient(name)
      .downloadToBuffer()
      .catch(() => undefined);
    if (found?.toString() !== content) lost.push(name);
  }
  await server.stop();
  return lost;
}

function containerOf(connectionString: string): ContainerClient {
  const retryOptions = { maxTries: 1 };
  return BlobServiceClient.fromConnectionString(connectionString, { retryOptions }).getContainerClient(
    'load',
  );
}
