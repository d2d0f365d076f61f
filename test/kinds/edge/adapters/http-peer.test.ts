import { describe, expect, test } from 'vitest';
import {
  OutgoingFault,
  type OutgoingHttp,
  type OutgoingRequest,
} from '../../../../shared/application/ports/outgoing-http.ts';
import { HttpPeer } from '../../../../shared/kinds/edge/adapters/http-peer.ts';
import { readToldDocument } from '../../../../shared/kinds/edge/contracts/edge-planes.ts';

const DOCUMENT = {
  ...{ site: 'north', name: 'edge~e-1' },
  versions: [
    {
      ...{ origin: 'west', generation: 1, seen: { west: 1 }, writtenAt: '2026-03-01T06:00:00.000Z' },
      ...{ writtenBy: 'ada', value: { kind: 'edge', state: 'drained' } },
    },
  ],
};

function peerThat(answers: (request: OutgoingRequest) => { readonly status: number; readonly body: string }) {
  const requests: OutgoingRequest[] = [];
  const http: OutgoingHttp = {
    send: async (request) => {
      requests.push(request);
      const { status, body } = answers(request);
      async function* chunks() {
        yield Buffer.from(body);
      }
      return { status, headers: {}, body: chunks(), discard: () => undefined };
    },
  };
  const address = { name: 'west', url: 'https://west.example.com', key: () => 'ek_1' };
  return { peer: new HttpPeer(address, 'main', http), requests };
}

function told(body: unknown) {
  return peerThat(() => ({ status: 200, body: JSON.stringify(body) }));
}

describe('HttpPeer', () => {
  test('asks for what is not known yet, with its key', async () => {
    const { peer, requests } = told({ controlPlane: 'west', digest: 'abc', documents: [DOCUMENT] });
    const { controlPlane, documents, notUnderstood } = await peer.read('a b');

    expect({ controlPlane, notUnderstood, count: documents?.length }).toEqual({
      ...{ controlPlane: 'west', notUnderstood: 0, count: 1 },
    });
    expect(requests[0]).toMatchObject({
      ...{ method: 'GET', url: 'https://west.example.com/api/edge-config?unless=a%20b' },
      headers: { authorization: 'Bearer ek_1' },
    });
  });

  test('counts what it does not understand, and leaves it', async () => {
    const { peer } = told({
      controlPlane: 'west',
      digest: 'abc',
      documents: [{ of: 'the future' }, DOCUMENT],
    });

    expect(await peer.read('')).toMatchObject({ notUnderstood: 1, documents: [{ site: 'north' }] });
  });

  test('hears that both know the same', async () => {
    expect((await told({ controlPlane: 'west', digest: 'abc' }).peer.read('abc')).documents).toBeUndefined();
  });

  test('tells many documents in several requests, and who tells them', async () => {
    const { peer, requests } = told({ changed: 1 });
    const document = readToldDocument(DOCUMENT);
    await peer.give(Array.from({ length: 201 }, () => document).flatMap((each) => each ?? []));

    const bodies = requests.map(({ body }): unknown => JSON.parse(body ?? ''));
    expect(bodies).toMatchObject([{ controlPlane: 'main' }, { documents: [DOCUMENT] }]);
  });

  test('says what the peer has against it', async () => {
    const { peer } = peerThat(() => ({
      status: 403,
      body: '{"title":"Not allowed.","detail":"It needs admin."}',
    }));

    await expect(peer.read('')).rejects.toThrow('It answered 403: Not allowed. It needs admin.');
  });

  test.each([
    ['a page', '<html>', 'It answered no JSON.'],
    ['something else', '{}', 'It answered what no control plane answers.'],
  ])('says that %s is no answer', async (_what, body, message) => {
    await expect(peerThat(() => ({ status: 200, body })).peer.read('')).rejects.toThrow(message);
  });

  test('says that the peer cannot be reached', async () => {
    const { peer } = peerThat(() => {
      throw new OutgoingFault('connection-failed', 'west.example.com could not be reached.');
    });

    await expect(peer.read('')).rejects.toThrow('west.example.com could not be reached.');
  });
});
