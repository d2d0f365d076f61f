import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createReportCsv, type ReportCsv } from '../../../local/report-server/report-csv.ts';
import { sendReport } from '../../../local/report-server/send-report.ts';
import type { Trouble } from '../../../local/report-server/trouble.ts';

const MB = 2 ** 20;

describe('sendReport', () => {
  let server: Server;

  afterEach(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });

  /** The answer of a server that sends this report, and the end of the sending. */
  async function open(
    csv: ReportCsv,
    trouble: Trouble = {},
  ): Promise<{ response: IncomingMessage; sent: Promise<void> }> {
    const sending = Promise.withResolvers<{ readonly end: Promise<void> }>();
    server = createServer((_request, answer) => {
      sending.resolve({ end: sendReport(answer, csv, trouble) });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('There is no port.');
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port: address.port }, resolve).once('error', reject);
    });
    return { response, sent: (await sending.promise).end };
  }

  test('sends a large report whole', async () => {
    const csv = createReportCsv({ resource: 'loans', sequence: 1, offset: 0 }, { bytes: 30 * MB });
    const { response, sent } = await open(csv);
    let received = 0;
    response.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    await Promise.all([once(response, 'end'), sent]);

    expect(received).toBe(csv.byteLength);
  });

  test('makes no more of a report than a caller reads, and what fits on the way', async () => {
    let made = 0;
    const { response, sent } = await open(endless(() => (made += 1)));
    const stopped = await untilStill(() => made);
    response.resume();
    while (made === stopped) await new Promise(setImmediate);
    response.destroy();
    await sent;

    expect(stopped).toBeLessThan(20);
  });

  test('ends without an error when the caller goes away', async () => {
    const { response, sent } = await open(endless(() => undefined));
    response.destroy();

    await expect(sent).resolves.toBeUndefined();
  });

  test('waits for the next byte no longer once the caller has gone away', async () => {
    const { response, sent } = await open(
      endless(() => undefined),
      { trickleMs: 60_000 },
    );
    const waiting = countTimers();
    response.destroy();
    await sent;

    // Timers of others in this process come and go: there is a moment with one less, or the test does not end.
    while (countTimers() >= waiting) await new Promise(setImmediate);
  });
});

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

/** A report of 4 GB in pieces of 1 MB. */
function endless(onMade: () => void): ReportCsv {
  return {
    byteLength: 4096 * MB,
    rows: 4096,
    *chunks() {
      for (let index = 0; index < 4096; index += 1) {
        onMade();
        yield Buffer.alloc(MB);
      }
    },
  };
}

/** The value that a count has kept for a hundred turns of the event loop. */
async function untilStill(read: () => number): Promise<number> {
  let value = read();
  for (let turns = 0; turns < 100; turns += 1) {
    await new Promise(setImmediate);
    if (read() !== value) turns = 0;
    value = read();
  }
  return value;
}
