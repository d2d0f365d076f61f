import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

import { z } from 'zod';

import { seededRandom } from '../../../local/functions-host/durable/strict/seeded-random.ts';
import { buildApp } from '../../local/functions-host/support/built-app.ts';
import { DurableHttp } from '../../local/functions-host/support/durable-http.ts';
import { KillableHost } from './killable-host.ts';
import type { Step } from './step-kinds.ts';
import { STEP_KINDS } from './step-kinds.ts';

export interface FuzzReport {
  readonly orchestrations: number;
  readonly steps: number;
  readonly kills: number;
  /** What came out wrong, in words; empty when all is well. */
  readonly wrong: readonly string[];
}

interface Instance {
  readonly id: string;
  readonly steps: readonly Step[];
}

const WAVE = 48;
const STEPS = 8;
/** A wave takes some 300 ms to 1 s: kills fall before, into and behind its busiest time. */
const LONGEST_TIME_TO_KILL_MS = 250;
/** One kill in five falls on a host that is still starting. */
const SHARE_OF_KILLS_AT_START = 0.2;
const WAVE_DEADLINE_MS = 240_000;

/**
 * Runs `count` orchestrations of random steps while their host is killed `kills` times at random instants, and compares
 * each result with what its steps say. The same seed gives the same orchestrations; the instants are the machine's.
 */
export async function fuzzOrchestrations(seed: number, count: number, kills: number): Promise<FuzzReport> {
  const app = await buildApp('../../../fuzz/functions-host/fuzz-app');
  const host = new KillableHost({ app, port: await freePort(), seed });
  const run = new FuzzRun(host, seed);
  try {
    await host.start();
    const waves = Math.ceil(count / WAVE);
    for (let wave = 0; wave < waves; wave += 1) {
      const size = Math.min(WAVE, count - wave * WAVE);
      const killsOfWave = Math.floor(((wave + 1) * kills) / waves) - Math.floor((wave * kills) / waves);
      await run.wave(wave, size, killsOfWave);
    }
    await host.kill();
    return { ...run.report, wrong: [...run.report.wrong, ...leftovers(join(app.dataDir, 'durable.db'))] };
  } finally {
    await host.kill();
    app.remove();
  }
}

class FuzzRun {
  readonly #host: KillableHost;
  readonly #http: DurableHttp;
  readonly #seed: number;
  readonly #random: () => number;
  readonly #wrong: string[] = [];
  #orchestrations = 0;
  #kills = 0;

  constructor(host: KillableHost, seed: number) {
    this.#host = host;
    this.#http = new DurableHttp(host.url);
    this.#seed = seed;
    this.#random = seededRandom(seed, 'kills');
  }

  get report(): FuzzReport {
    const orchestrations = this.#orchestrations;
    return { orchestrations, steps: orchestrations * STEPS, kills: this.#kills, wrong: this.#wrong };
  }

  async wave(number: number, size: number, kills: number): Promise<void> {
    const prefix = `s${this.#seed}-w${number}-`;
    const instances = Array.from({ length: size }, (_, index) => this.#plan(`${prefix}${index}`));
    const all = this.#runAll(prefix, instances);
    await Promise.all([all, this.#killTimes(kills)]);
    await this.#http.delete('instances/?createdTimeFrom=2000-01-01T00:00:00Z');
  }

  #plan(id: string): Instance {
    const random = seededRandom(this.#seed, id);
    const steps = Array.from({ length: STEPS }, (_, step) => ({
      kind: STEP_KINDS[Math.floor(random() * STEP_KINDS.length)] ?? 'activity',
      label: `${id}-${step}`,
    }));
    return { id, steps };
  }

  async #runAll(prefix: string, instances: readonly Instance[]): Promise<void> {
    await Promise.all(instances.map(async ({ id, steps }) => this.#start(id, steps)));
    const ended = await this.#untilEnded(prefix, instances.length);
    this.#orchestrations += instances.length;
    for (const { id, steps } of instances) {
      const expected = JSON.stringify(steps.map(({ label }) => label));
      const found = ended.get(id) ?? 'nothing: it has not ended';
      if (found !== expected) this.#wrong.push(`${id}: expected ${expected}, found ${found}`);
    }
  }

  /** A start whose answer was lost with the host is asked for again: "already there" is as good as "started". */
  async #start(id: string, steps: readonly Step[]): Promise<void> {
    const input = { hostUrl: this.#host.url, steps, results: [] };
    await retried(async () => {
      const { status } = await this.#http.start('fuzz', id, input);
      return status === 202 || status === 409 ? status : undefined;
    });
  }

  async #untilEnded(prefix: string, count: number): Promise<ReadonlyMap<string, string>> {
    const query = `?instanceIdPrefix=${prefix}&runtimeStatus=Completed,Failed,Terminated&top=1000`;
    const ended = new Map<string, string>();
    const deadline = performance.now() + WAVE_DEADLINE_MS;
    while (ended.size < count && performance.now() < deadline) {
      const found = await retried(async () => this.#http.list(query));
      for (const { instanceId, output } of found) ended.set(instanceId, JSON.stringify(output));
      await delay(15);
    }
    return ended;
  }

  async #killTimes(times: number): Promise<void> {
    for (let kill = 0; kill < times; kill += 1) {
      await delay(this.#random() * LONGEST_TIME_TO_KILL_MS);
      await this.#host.kill();
      this.#kills += 1;
      const starting = this.#host.start();
      if (this.#random() < SHARE_OF_KILLS_AT_START && kill + 1 < times) continue;
      await starting;
    }
  }
}

/** Asks until there is an answer: the host may be down, or go down while it answers. */
async function retried<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + WAVE_DEADLINE_MS;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    if (performance.now() > deadline) throw new Error('the host does not answer');
    await delay(10);
  }
}

/** Nothing may be left waiting once everything has ended. */
function leftovers(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return ['inbox', 'activities', 'instances', 'history', 'entities', 'entity_requests'].flatMap((table) => {
      const row = database.prepare(`SELECT count(*) AS count FROM ${table}`).get();
      const { count } = z.object({ count: z.number() }).parse(row);
      return count === 0 ? [] : [`${count} rows are left in ${table}`];
    });
  } finally {
    database.close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
