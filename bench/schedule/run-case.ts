import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { caseAnswer, type CaseRequest } from './case-message.ts';

/*
 * Each case has a process of its own: its CPU time is its own, no case runs in another's heap, and what a peer
 * leaves running ends with it.
 */

const CASE_PROCESS = fileURLToPath(new URL('case-process.ts', import.meta.url));

/**
 * Runs a case in a process of its own and gives its answer.
 *
 * @throws Error when the case fails (its stack is the cause) or takes longer than `timeoutMs`; ZodError
 * when its answer is not of the form expected.
 */
export async function runCase<T>(request: CaseRequest, answer: z.ZodType<T>, timeoutMs: number): Promise<T> {
  const child = startCaseProcess();
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    child.send(request);
    const message = caseAnswer.parse(await nextMessage(child, request.name));
    if ('failure' in message) throw new Error(message.failure, { cause: message.stack });
    return answer.parse(message.answer);
  } finally {
    clearTimeout(timer);
    await stopChild(child);
  }
}

/** A process that waits for its case. */
export function startCaseProcess(): ChildProcess {
  return fork(CASE_PROCESS, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** The next message of a child. @throws Error when it ends without one. */
export async function nextMessage(child: ChildProcess, name: string): Promise<unknown> {
  const ended = new AbortController();
  const onExit = (code: number | null, signal: string | null) => {
    ended.abort(new Error(`The case '${name}' ended without an answer (${signal ?? code ?? 'unknown'}).`));
  };
  child.once('exit', onExit);
  try {
    const values: readonly unknown[] = await once(child, 'message', { signal: ended.signal });
    return values[0];
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error;
  } finally {
    child.off('exit', onExit);
  }
}

/** Ends a child and waits until it is gone. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
