import { z } from 'zod';
import { OutgoingFault, type OutgoingHttp } from '../../../application/ports/outgoing-http.ts';
import { PeerFault, type Peer, type ToldConfig } from '../application/ports/peers.ts';
import {
  MAX_TOLD_DOCUMENTS,
  readToldDocument,
  toldConfig,
  toToldDocument,
} from '../contracts/edge-planes.ts';
import type { EdgeConfig } from '../domain/edge-config.ts';

const ANSWER_WITHIN_MS = 20_000;
/** Ten thousand documents of some hundred bytes, several times over. */
const MAX_BYTES = 32 * 1024 * 1024;

interface PeerAddress {
  readonly name: string;
  /** Without a slash at the end. */
  readonly url: string;
  /** API key or token of a role admin there; undefined where none is asked for. Read for each request: it may be renewed. */
  readonly key: () => string | undefined;
}

/** A control plane that is reached over the same API that people use. */
export class HttpPeer implements Peer {
  readonly name: string;
  readonly url: string;
  readonly #key: () => string | undefined;
  readonly #controlPlane: string;
  readonly #http: OutgoingHttp;

  constructor({ name, url, key }: PeerAddress, controlPlane: string, http: OutgoingHttp) {
    this.name = name;
    this.url = url;
    this.#key = key;
    this.#controlPlane = controlPlane;
    this.#http = http;
  }

  async read(unless: string): Promise<ToldConfig> {
    const answer = await this.#send('GET', `?unless=${encodeURIComponent(unless)}`);
    const told = toldConfig.safeParse(answer);
    if (!told.success) throw new PeerFault('It answered what no control plane answers.');
    const { controlPlane, documents } = told.data;
    if (documents === undefined) return { controlPlane, documents, notUnderstood: 0 };
    const understood = documents.flatMap((document) => readToldDocument(document) ?? []);
    return { controlPlane, documents: understood, notUnderstood: documents.length - understood.length };
  }

  async give(documents: readonly EdgeConfig[]): Promise<void> {
    for (let start = 0; start < documents.length; start += MAX_TOLD_DOCUMENTS) {
      const some = documents.slice(start, start + MAX_TOLD_DOCUMENTS);
      const body = { controlPlane: this.#controlPlane, documents: some.map(toToldDocument) };
      await this.#send('POST', '', JSON.stringify(body));
    }
  }

  async #send(method: 'GET' | 'POST', query: string, body?: string): Promise<unknown> {
    const key = this.#key();
    try {
      const response = await this.#http.send({
        ...{ method, url: `${this.url}/api/edge-config${query}` },
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
        ...{ headTimeoutMs: ANSWER_WITHIN_MS, idleTimeoutMs: ANSWER_WITHIN_MS },
        ...{ totalTimeoutMs: 3 * ANSWER_WITHIN_MS, maxBytes: MAX_BYTES, maxRedirects: 0 },
      });
      const text = await textOf(response.body);
      if (response.status !== 200) throw new PeerFault(describeRefusal(response.status, text));
      return JSON.parse(text);
    } catch (error) {
      if (error instanceof OutgoingFault) throw new PeerFault(error.message, { cause: error });
      if (error instanceof SyntaxError) throw new PeerFault('It answered no JSON.', { cause: error });
      throw error;
    }
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const problem = z.object({ title: z.string(), detail: z.string().default('') });

const MOST_SHOWN = 300;

function describeRefusal(status: number, text: string): string {
  return `It answered ${status}: ${wordsOf(text)}`.slice(0, MOST_SHOWN).replace(/:? *$/, '');
}

function wordsOf(text: string): string {
  try {
    const { title, detail } = problem.parse(JSON.parse(text));
    return `${title} ${detail}`;
  } catch {
    return '';
  }
}
