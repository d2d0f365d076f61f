import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { DataDirInUse } from '../../local/lock-data-dir.ts';
import { PortInUse, startStack, type Ports, type Stack } from '../../local/stack.ts';

describe('startStack', () => {
  const stacks: Stack[] = [];
  const servers: Server[] = [];
  const folders: string[] = [];

  afterEach(async () => {
    for (const stack of stacks.splice(0)) await stack.stop();
    for (const server of servers.splice(0)) server.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  async function takenPort(): Promise<number> {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port.');
    return address.port;
  }

  test.each<keyof Ports>(['http', 'cosmos', 'serviceBus', 'blob'])(
    'says that the port for %s is in use, and leaves nothing running',
    async (part) => {
      const port = await takenPort();

      const starting = startStack({ ports: { [part]: port } });

      await expect(starting).rejects.toThrow(PortInUse);
      await expect(starting).rejects.toMatchObject({ part });
      await expect(starting).rejects.toThrow(new RegExp(`port ${port} for ${part} is in use`));
    },
  );

  test('refuses a folder that another stack works on, and takes it when that one has stopped', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'evenkeel-stack-'));
    folders.push(dataDir);
    const first = await startStack({ dataDir });

    await expect(startStack({ dataDir })).rejects.toThrow(DataDirInUse);
    await first.stop();
    stacks.push(await startStack({ dataDir }));

    expect((await fetch(`${stacks[0]?.url ?? ''}/api/health`)).status).toBe(200);
  });
});
