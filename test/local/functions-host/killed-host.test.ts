import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { afterEach, beforeEach, expect, test } from 'vitest';

import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { DurableHttp } from './support/durable-http.ts';
import { PATIENCE_MS } from '../../support/patience.ts';

let app: BuiltApp;
let running: ChildProcess | undefined;
let notesFile = '';
let gateFile = '';

beforeEach(async () => {
  app = await buildApp('survivors');
  notesFile = join(app.appDirectory, 'notes.txt');
  gateFile = join(app.appDirectory, 'gate');
});

afterEach(async () => {
  await kill();
  app.remove();
});

async function startHost(): Promise<DurableHttp> {
  const script = join(import.meta.dirname, 'support/host-process.ts');
  const child = spawn(process.execPath, [script, app.appDirectory, app.dataDir], {
    env: { ...process.env, NOTES_FILE: notesFile, GATE_FILE: gateFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  const url: string = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => {
      resolve(data.toString().trim());
    });
    child.once('exit', (code) => {
      reject(new Error(`the host ended with code ${String(code)}`));
    });
  });
  return new DurableHttp(url);
}

async function kill(): Promise<void> {
  const child = running;
  running = undefined;
  if (child === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function notes(): string[] {
  return existsSync(notesFile) ? readFileSync(notesFile, 'utf8').trim().split('\n') : [];
}

async function untilNoted(line: string, times: number): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUpAt) {
    if (notes().filter((noted) => noted === line).length >= times) return;
    await delay(5);
  }
  throw new Error(`"${line}" was not noted ${times} times: ${notes().join(', ')}`);
}

test('a host killed within an activity goes on: what was completed is not repeated, what was cut off is', async () => {
  const before = await startHost();
  await before.start('survive', 'survivor');
  await before.post('instances/survivor/raiseEvent/go', 'kept');
  await untilNoted('begin second', 1);
  await kill();

  const after = await startHost();
  await untilNoted('begin second', 2);
  writeFileSync(gateFile, '');
  const status = await after.finished('survivor');

  expect(status.output).toEqual(['first', 'second', 'kept', 'last']);
  expect(notes()).toEqual(['first', 'begin second', 'begin second', 'last']);
});

test('a timer and a waiting event survive a killed host', async () => {
  const before = await startHost();
  await before.start('waitLong', 'waiting');
  await before.until('waiting', ({ runtimeStatus }) => runtimeStatus === 'Running');
  await kill();

  const after = await startHost();
  await after.post('instances/waiting/raiseEvent/go', 'afterwards');

  expect((await after.finished('waiting')).output).toBe('afterwards');
});
