import { ReadableStream } from 'node:stream/web';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readBody } from '../../../../functions/http/api/read-body.ts';
import { jsonBody } from '../../../../shared/contracts/http/operation.ts';
import { HttpRequest } from '../../../support/azure-functions.ts';

const body = jsonBody(z.strictObject({ text: z.string() }));

function requestOf(chunks: AsyncIterable<Uint8Array>) {
  const headers = { 'content-type': 'application/json' };
  const url = 'http://localhost/api/x';
  const request = new HttpRequest({ method: 'POST', url, headers });
  Object.defineProperty(request, 'body', { value: ReadableStream.from(chunks) });
  return { body: { kind: 'request', request }, headers: request.headers } as const;
}

async function* inPieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += length) {
    yield new TextEncoder().encode(text.slice(at, at + length));
  }
}

test('a body that comes in pieces is read as a whole', async () => {
  const read = await readBody(body, requestOf(inPieces('{"text":"in pieces"}', 3)));

  expect(read.value).toEqual({ text: 'in pieces' });
});

test('a body that never ends is refused once it is too long, and no more of it is held', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (let count = 0; count < 5; count += 1) yield new Uint8Array(64 * 1024);
    await new Promise<never>(() => undefined);
  }

  await expect(readBody(body, requestOf(endless()))).rejects.toThrow('longer than 256 KB');
});
