import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';

/** The line to a server, which a test can cut: while it is, nobody reaches the server by it. */
export class LineBetween {
  readonly #server: Server;
  readonly #target: string;
  #isCut = false;
  #underWay = 0;
  url = '';

  constructor(target: string) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      void this.#pass(request, response);
    });
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = z.object({ port: z.number() }).parse(this.#server.address());
    this.url = `http://127.0.0.1:${port}`;
  }

  /** When this is done nothing is under way any more. */
  async cut(): Promise<void> {
    this.#isCut = true;
    while (this.#underWay > 0) await new Promise(setImmediate);
  }

  mend(): void {
    this.#isCut = false;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#isCut) {
      request.destroy();
      return;
    }
    this.#underWay += 1;
    try {
      const body = request.method === 'GET' ? {} : { body: await buffer(request) };
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${this.#target}${request.url ?? ''}`, {
        method: request.method ?? '',
        headers,
        ...body,
      });
      response.writeHead(answer.status, headers).end(await answer.text());
    } finally {
      this.#underWay -= 1;
    }
  }
}
