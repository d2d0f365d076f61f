import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { EdgeState } from './edge-state.ts';

/** What the edges of an agent have to know again after a crash, by the edge's name. */
export type EdgeStates = ReadonlyMap<string, EdgeState>;

/** Where an agent keeps the states of its edges. */
export interface EdgeMemory {
  /** What was saved last; empty when nothing was. */
  load(): Promise<EdgeStates>;
  /** What has been saved when this is done is there after a crash; what was saved before stays until then. */
  save(states: EdgeStates): Promise<void>;
}

const chunk = z.object({
  chunkId: z.string(),
  wattSeconds: z.number(),
  spent: z.number().nonnegative(),
  isGivenBack: z.boolean(),
});

const stateFile = z.object({
  schemaVersion: z.literal(1),
  edges: z.record(
    z.string(),
    z.object({ chunks: z.array(chunk), spentInAll: z.number(), spentUntil: z.number() }),
  ),
});

/** One file for all edges of an agent. */
export class FileMemory implements EdgeMemory {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws Error naming the file when it is not one that an agent has written: to begin anew would do work twice. */
  async load(): Promise<EdgeStates> {
    const text = await readFile(this.#path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return new Map();
    try {
      return new Map(Object.entries(stateFile.parse(JSON.parse(text)).edges));
    } catch (cause) {
      const message = `${this.#path} is no state file of edges. Remove it to have them begin anew.`;
      throw new Error(message, { cause });
    }
  }

  async save(states: EdgeStates): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const content = JSON.stringify({ schemaVersion: 1, edges: Object.fromEntries(states) });
    const beside = `${this.#path}.new`;
    const file = await open(beside, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, this.#path);
  }
}

/** Forgets nothing but with the process: for edges that a simulation kills and brings back. */
export class ProcessMemory implements EdgeMemory {
  #saved: EdgeStates = new Map();

  async load(): Promise<EdgeStates> {
    return this.#saved;
  }

  async save(states: EdgeStates): Promise<void> {
    this.#saved = new Map(states);
  }
}
