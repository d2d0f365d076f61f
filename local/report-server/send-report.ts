import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ReportCsv } from './report-csv.ts';
import type { Trouble } from './trouble.ts';

/**
 * Streams a report, never faster than the caller reads it. Returns when it has gone out, when the caller has gone
 * away, or when the trouble has cut it off.
 */
export async function sendReport(response: ServerResponse, csv: ReportCsv, trouble: Trouble): Promise<void> {
  const { contentType = 'text/csv; charset=utf-8', truncateAfterBytes = Infinity, trickleMs } = trouble;
  response.writeHead(200, {
    'content-type': contentType,
    'content-length': csv.byteLength,
    'cache-control': 'no-store',
  });
  const isCut = truncateAfterBytes < csv.byteLength;
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  const whole = isCut ? cutOff(csv.chunks(), truncateAfterBytes) : csv.chunks();
  const chunks = trickleMs === undefined ? whole : trickle(whole, trickleMs, gone.signal);
  try {
    response.flushHeaders();
    // A chunk at a time: what is made ahead of the caller is memory.
    await pipeline(Readable.from(chunks, { highWaterMark: 1 }), response, { end: !isCut });
  } catch (error) {
    if (!isOfConnection(error)) throw error;
  }
  // What was written still goes out, and then the connection is closed short of the announced length.
  if (isCut) response.socket?.destroySoon();
}

/** A caller may go away at any time: the errors of streams, sockets and aborted waits all carry a code. */
function isOfConnection(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}

function* cutOff(chunks: Iterable<Buffer>, bytes: number): Generator<Buffer> {
  let left = bytes;
  for (const chunk of chunks) {
    if (left === 0) return;
    yield chunk.subarray(0, left);
    left -= Math.min(left, chunk.length);
  }
}

async function* trickle(
  chunks: Iterable<Buffer>,
  everyMs: number,
  gone: AbortSignal,
): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += 1) {
      yield chunk.subarray(at, at + 1);
      await delay(everyMs, undefined, { signal: gone });
    }
  }
}
