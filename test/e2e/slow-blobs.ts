import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** A file of a few kilobytes takes minutes: longer than any test waits. */
const DROP_BYTES = 1;
const DROP_EVERY_MS = 50;

/** A blob service whose downloads from `datasets/` take as long as a test wants them to. */
export interface SlowBlobs {
  readonly connectionString: string;
  /** From now on the file comes a few bytes at a time, so that whoever measures it goes on and on. */
  slowDown(name: string): void;
  /** From now on the file begins to come, and then nothing more of it does. */
  stall(name: string): void;
  /** What is left of the file comes at once, also to those who are reading it. */
  finish(name: string): void;
  /** Downloads of the file that are going now, and that were broken off. */
  counts(name: string): Readonly<DownloadCounts>;
  stop(): Promise<void>;
}

export interface DownloadCounts {
  going: number;
  brokenOff: number;
}

interface SlowFile {
  isOver: boolean;
  readonly isStalled: boolean;
  readonly counts: DownloadCounts;
}

/** Stands in front of a blob service; signatures hold, as they say nothing of host and port. */
export async function startSlowBlobs(connectionString: string): Promise<SlowBlobs> {
  const target = new URL(/BlobEndpoint=([^;]+)/.exec(connectionString)?.[1] ?? '');
  const slow = new Map<string, SlowFile>();
  const server = createServer((incoming, answer) => {
    void serve(incoming, answer).catch(() => answer.destroy());
  });

  async function serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const name = /\/datasets\/([^?]+)/.exec(incoming.url ?? '')?.[1];
    const file = incoming.method === 'GET' && name !== undefined ? slow.get(name) : undefined;
    const { hostname, port } = target;
    const forwarded = request({
      ...{ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      forwarded.once('response', resolve).once('error', reject);
    });
    incoming.pipe(forwarded);
    const response = await answered;
    answer.writeHead(response.statusCode ?? 502, response.headers);
    if (file === undefined || response.statusCode !== 200) {
      response.pipe(answer);
      return;
    }
    await trickle(await buffer(response), answer, file);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  const nothing: DownloadCounts = { going: 0, brokenOff: 0 };
  return {
    connectionString: connectionString.replaceAll(target.host, `127.0.0.1:${address.port}`),
    slowDown: (name) => slow.set(name, { isOver: false, isStalled: false, counts: { ...nothing } }),
    stall: (name) => slow.set(name, { isOver: false, isStalled: true, counts: { ...nothing } }),
    finish: (name) => {
      const file = slow.get(name);
      if (file !== undefined) file.isOver = true;
    },
    counts: (name) => slow.get(name)?.counts ?? nothing,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function trickle(body: Buffer, answer: ServerResponse, file: SlowFile): Promise<void> {
  const { counts } = file;
  counts.going += 1;
  let sent = 0;
  while (sent < body.length && !file.isOver && !answer.destroyed) {
    if (sent === 0 || !file.isStalled) {
      answer.write(body.subarray(sent, sent + DROP_BYTES));
      sent += DROP_BYTES;
    }
    await pause(DROP_EVERY_MS);
  }
  counts.going -= 1;
  if (answer.destroyed) counts.brokenOff += 1;
  else answer.end(body.subarray(sent));
}
