import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { Client } from '../../../local/client.ts';
import { EDGE_EXAMPLE_CALLER, startEdgeExample } from '../../../local/examples/edge-example.ts';
import { startStack } from '../../../local/stack.ts';
import { LocalTokens } from '../../../local/token/local-tokens.ts';
import { PATIENCE_MS } from '../../support/patience.ts';
import { storageAccount } from '../../support/storage-account.ts';

test(
  'the edges of the example do their work, and leave with the stack',
  { timeout: 2 * PATIENCE_MS },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'edge-example-'));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const tokens = await LocalTokens.open(dataDir);
    const stack = await startStack({ storage: await storageAccount(), settings: tokens.settings });
    onTestFinished(() => stack.stop());
    const token = await tokens.issue({ name: 'ada', role: 'operator', expiresInSeconds: 3600 });
    const client = new Client(stack.url, token);

    const example = startEdgeExample(stack.url, { dataDir, token: await tokens.issue(EDGE_EXAMPLE_CALLER) });
    const jobId = await example.register(client);
    const run = await client.firstFinishedRun(jobId, PATIENCE_MS);
    // It is there already, as after the first start of a stack.
    await example.register(client);
    await example.stop();

    expect(run.plain?.figures).toMatchObject({ 'Watt-seconds': 160, Site: 'workshop', Edges: 2 });
    const answer = await fetch(`${stack.url}/api/edge-sites/workshop/edges`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { items } = z
      .object({ items: z.array(z.object({ edge: z.string(), isLeaving: z.boolean() })) })
      .parse(await answer.json());
    expect(items).toEqual([
      { edge: 'bench.1', isLeaving: true },
      { edge: 'bench.2', isLeaving: true },
    ]);
    expect(await readFile(join(dataDir, 'edges/workshop/bench.json'), 'utf8')).toContain('bench.1');
  },
);
