import { setTimeout as delay } from 'node:timers/promises';

import { z } from 'zod';
import { PATIENCE_MS } from '../../../support/patience.ts';

const statusSchema = z.looseObject({
  name: z.string(),
  instanceId: z.string(),
  runtimeStatus: z.string(),
  input: z.unknown(),
  output: z.unknown(),
  customStatus: z.unknown(),
});
export type Status = z.infer<typeof statusSchema>;

const FINAL = ['Completed', 'Failed', 'Terminated'];

/** Speaks the management API of a host, as anyone outside the app does. */
export class DurableHttp {
  readonly #base: string;

  constructor(hostUrl: string) {
    this.#base = `${hostUrl}/runtime/webhooks/durabletask`;
  }

  async start(name: string, instanceId: string, input: unknown = null): Promise<Response> {
    return this.post(`orchestrators/${name}/${instanceId}`, input);
  }

  async post(path: string, body?: unknown): Promise<Response> {
    const text = body === undefined ? '' : JSON.stringify(body);
    return fetch(`${this.#base}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
  }

  async delete(path: string): Promise<Response> {
    return fetch(`${this.#base}/${path}`, { method: 'DELETE' });
  }

  async get(path: string): Promise<Response> {
    return fetch(`${this.#base}/${path}`);
  }

  async status(instanceId: string): Promise<Status> {
    const response = await this.get(`instances/${instanceId}`);
    return statusSchema.parse(await response.json());
  }

  async list(query = ''): Promise<Status[]> {
    const response = await this.get(`instances/${query}`);
    return z.array(statusSchema).parse(await response.json());
  }

  /** Resolves with the status once it is the wanted one. */
  async until(instanceId: string, isWanted: (status: Status) => boolean): Promise<Status> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (Date.now() < giveUpAt) {
      const status = await this.status(instanceId);
      if (isWanted(status)) return status;
      await delay(3);
    }
    throw new Error(`${instanceId} did not get there: ${JSON.stringify(await this.status(instanceId))}`);
  }

  async finished(instanceId: string): Promise<Status> {
    return this.until(instanceId, ({ runtimeStatus }) => FINAL.includes(runtimeStatus));
  }

  async run(name: string, instanceId: string, input: unknown = null): Promise<Status> {
    const response = await this.start(name, instanceId, input);
    if (response.status !== 202) throw new Error(`start: ${response.status} ${await response.text()}`);
    return this.finished(instanceId);
  }
}
