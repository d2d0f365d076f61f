import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { MAX_ORDERS } from '../../shared/kinds/edge/contracts/edge-orders.ts';
import type { PlannedJob } from './plan-simulation.ts';

/** Where the app is, and who calls. */
export interface Connection {
  /** Without a slash at the end. */
  readonly url: string;
  readonly key?: string;
}

const counts = z.object({
  edges: z.object({ busy: z.number(), free: z.number(), idle: z.number(), lost: z.number() }),
  availableWatts: z.number(),
  orders: z.object({ queued: z.number(), running: z.number(), spent: z.number(), withdrawn: z.number() }),
  returnedChunks: z.number(),
  ordersPerSecond: z.object({ over10Seconds: z.number() }),
  wattSecondsPerSecond: z.object({ over10Seconds: z.number() }),
});

const statistics = z.object({ sites: z.array(counts.extend({ site: z.string() })) });

/** Edges, jobs and power of one site. */
export type SiteCounts = z.output<typeof counts>;

const order = z.object({
  orderId: z.string(),
  state: z.string(),
  wattSeconds: z.number(),
  spentWattSeconds: z.number(),
  askedAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  returnedChunks: z.number(),
});

/** A job as the app tells of it. */
export type OrderAnswer = z.output<typeof order>;

const orderPage = z.object({ items: z.array(order), nextCursor: z.string().optional() });
const orderDetail = order.extend({
  shares: z.array(z.object({ edge: z.string(), spentWattSeconds: z.number() })),
});
const asked = z.object({ orders: z.array(z.object({ orderId: z.string(), outcome: z.string() })) });

/** Thrown when the app does not do what a simulation asks of it, again and again. */
export class SimulationRefused extends Error {
  override readonly name = 'SimulationRefused';
}

const TRIES = 6;
const PAGE = 200;

/** What a simulation asks of the app. Requests that fail are made again. All throw SimulationRefused. */
export class EdgeApi {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, key }: Connection) {
    this.#url = `${url}/api`;
    this.#headers = {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
  }

  async saveSite(site: string, settings: object): Promise<void> {
    await this.#send('PUT', `/edge-sites/${site}`, settings);
  }

  /** Asks for jobs of one site: those that were asked for already are not asked for twice. */
  async ask(site: string, jobs: readonly PlannedJob[]): Promise<void> {
    for (let start = 0; start < jobs.length; start += MAX_ORDERS) {
      const some = jobs.slice(start, start + MAX_ORDERS);
      const orders = some.map(({ orderId, wattSeconds }) => ({ orderId, wattSeconds }));
      const answer = asked.parse(await this.#send('POST', `/edge-sites/${site}/orders`, { orders }));
      const refused = answer.orders.find(({ outcome }) => outcome === 'conflict');
      if (refused !== undefined) throw new SimulationRefused(`There is another job '${refused.orderId}'.`);
    }
  }

  /** By site. */
  async counts(): Promise<ReadonlyMap<string, SiteCounts>> {
    const { sites } = statistics.parse(await this.#send('GET', '/edge-statistics'));
    return new Map(sites.map((site) => [site.site, site]));
  }

  async orders(site: string): Promise<readonly OrderAnswer[]> {
    const all: OrderAnswer[] = [];
    let cursor: string | undefined;
    do {
      const after = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = orderPage.parse(
        await this.#send('GET', `/edge-sites/${site}/orders?limit=${PAGE}${after}`),
      );
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return all;
  }

  /** What every edge has spent on a job. */
  async shares(site: string, orderId: string): Promise<z.output<typeof orderDetail>['shares']> {
    return orderDetail.parse(await this.#send('GET', `/edge-sites/${site}/orders/${orderId}`)).shares;
  }

  async #send(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<unknown> {
    let fault = '';
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (tries > 0) await pause(250 * 2 ** tries);
      const signal = AbortSignal.timeout(60_000);
      const init = {
        method,
        headers: this.#headers,
        signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      try {
        const answer = await fetch(`${this.#url}${path}`, init);
        const text = await answer.text();
        if (answer.ok) return text === '' ? undefined : JSON.parse(text);
        fault = `${answer.status} ${text.slice(0, 300)}`;
        if (answer.status < 500 && answer.status !== 429) break;
      } catch (error) {
        fault = String(error);
      }
    }
    throw new SimulationRefused(`${method} ${path} was not done: ${fault}`);
  }
}
