import type { z } from 'zod';
import type { problemView } from '../../shared/contracts/http/problem.ts';

/** A problem document, as the API answers it (RFC 9457). */
export type Problem = z.output<typeof problemView>;

/** A call that did not come to its answer: refused by the API with a problem, or never answered (`status` 0). */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined, message: string) {
    super(message);
    this.status = status;
    this.problem = problem;
  }

  /** Whether the same call may succeed later, without anything being changed. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** Whether it was refused because somebody else has changed the thing in between. */
  get isConflict(): boolean {
    return this.status === 412;
  }
}

const UNREACHABLE = 'The server does not answer. Check the connection; the page tries again by itself.';

/** The failure of a call that was answered with this status and body. */
export function callFailed(status: number, body: unknown): CallFailed {
  if (status === 0) return new CallFailed(0, undefined, UNREACHABLE);
  if (!isProblem(body)) return new CallFailed(status, undefined, `The server answered ${status}.`);
  const faults = (body.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`);
  return new CallFailed(status, body, [body.detail, ...faults].join(' '));
}

/** What a person is told of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.';
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'detail' in body && 'type' in body;
}
