import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileMemory } from '../../../local/edge-agent/edge-memory.ts';

const STATE = {
  chunks: [{ chunkId: 'o~1', wattSeconds: 100, spent: 12.5, isGivenBack: false }],
  spentInAll: 12.5,
  spentUntil: Date.parse('2026-03-01T06:00:00Z'),
};

describe('FileMemory', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-edges-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('has nothing before anything was saved', async () => {
    expect(await new FileMemory(join(folder, 'home', 'e.json')).load()).toEqual(new Map());
  });

  test('has again what was saved last, and nothing beside it', async () => {
    const memory = new FileMemory(join(folder, 'home', 'e.json'));
    await memory.save(new Map([['e.1', { ...STATE, chunks: [] }]]));
    await memory.save(new Map([['e.1', STATE]]));

    expect(await new FileMemory(join(folder, 'home', 'e.json')).load()).toEqual(new Map([['e.1', STATE]]));
    expect(readdirSync(join(folder, 'home'))).toEqual(['e.json']);
  });

  test('keeps what it had when it was cut off in the middle of saving', async () => {
    const path = join(folder, 'e.json');
    await new FileMemory(path).save(new Map([['e.1', STATE]]));
    writeFileSync(`${path}.new`, '{"schemaVersion":1,"edg');

    expect(await new FileMemory(path).load()).toEqual(new Map([['e.1', STATE]]));
  });

  test('refuses a file that it has not written, by its name', async () => {
    const path = join(folder, 'e.json');
    writeFileSync(path, '{"schemaVersion":2}');

    await expect(new FileMemory(path).load()).rejects.toThrow(`${path} is no state file of edges.`);
  });
});
