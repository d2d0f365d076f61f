import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startedWhenAsked } from '../started-when-asked.ts';
import { FAILURES_FOLDER } from './failures-folder.ts';
import { findChromium, NO_CHROMIUM } from '../../../local/chromium/find-chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the browser; null: there is none, and the tests are skipped. */
    readonly chromium: string | null;
    /** Answers each request with the address and the settings of the stack that the browser tests share. */
    readonly browserStack: string;
  }
}

/** Finds the browser, and lets the browser tests share one stack, in a process of its own. */
export async function setup(project: TestProject): Promise<() => void> {
  const chromium = findChromium(process.env);
  if (chromium === undefined) process.stdout.write(`browser tests skipped: ${NO_CHROMIUM}\n`);
  await rm(FAILURES_FOLDER, { recursive: true, force: true });
  const stack = await startedWhenAsked(() => fork(join(import.meta.dirname, 'stack-process.ts')));
  project.provide('chromium', chromium ?? null);
  project.provide('browserStack', stack.url);
  return () => {
    stack.stop();
  };
}
