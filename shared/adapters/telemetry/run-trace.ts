import { hash } from 'node:crypto';
import { attemptIdOf, type RunAttempt, type RunId } from '../../domain/run/run-id.ts';
import type { SpanContext } from './span.ts';

/*
 * The trace of a run. Its ids follow from the run's own id, so nothing has to be carried or stored: whichever process does
 * something for the run knows where it belongs, after a restart too, and doing it twice names the same spans.
 *
 *   slot <kind>                        the dispatch of the slot, or the request that asked for the run
 *   ├─ send runs                       the message of attempt 1
 *   │  ├─ process runs                 each time it is delivered
 *   │  └─ orchestration <name>         attempt 1
 *   │     ├─ activity <name>           each execution of a step
 *   │     │  └─ GET, MERGE, read blob  what it asked of others
 *   ├─ send runs                       the message of attempt 2 …
 */

/** Names the spans of a run that others hang on. `isSampled`: whether the traces of runs with that id are recorded. */
export class RunTrace {
  readonly #traceId: string;
  readonly #isSampled: boolean;
  readonly #runId: RunId;

  constructor(runId: RunId, isSampled: (traceId: string) => boolean) {
    this.#runId = runId;
    this.#traceId = traceIdOf(runId);
    this.#isSampled = isSampled(this.#traceId);
  }

  get root(): SpanContext {
    return this.#span(`root:${this.#runId}`);
  }

  /** The message of an attempt. One that is sent again under another name is a span of its own. */
  message(attempt: number, resend?: string): SpanContext {
    const name = attemptIdOf(this.#runId, attempt);
    return this.#span(`message:${name}${resend === undefined ? '' : `~resend-${resend}`}`);
  }

  orchestration(attempt: number): SpanContext {
    return this.#span(`orchestration:${attemptIdOf(this.#runId, attempt)}`);
  }

  #span(name: string): SpanContext {
    return { traceId: this.#traceId, spanId: digits(name, 16), isSampled: this.#isSampled };
  }
}

/** The trace of a run: the first 16 bytes of the SHA-256 of `run:<run id>`. */
export function traceIdOf(runId: RunId): string {
  return digits(`run:${runId}`, 32);
}

/** The run in one word, for attributes. */
export function runAttributes({ runId, attempt }: RunAttempt): {
  readonly 'evenkeel.job.id': string;
  readonly 'evenkeel.run.id': string;
  readonly 'evenkeel.run.attempt': number;
} {
  const jobId = runId.slice(0, runId.indexOf('.'));
  return { 'evenkeel.job.id': jobId, 'evenkeel.run.id': runId, 'evenkeel.run.attempt': attempt };
}

/** All zeros would name nothing (W3C Trace Context); SHA-256 does not give them in any number of tries. */
function digits(text: string, count: number): string {
  return hash('sha256', text, 'hex').slice(0, count);
}
