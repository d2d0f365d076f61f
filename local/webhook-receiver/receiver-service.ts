import { setTimeout as pause } from 'node:timers/promises';
import type { ReceivedCall, ReceiverOptions, ReceiverTrouble } from './receiver-options.ts';
import { isSigned } from './verify-signature.ts';
import { WorkBook, type Work } from './work-book.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a call comes to; `lost`: it is carried out, and not answered. */
export type Answered = Answer | 'lost';

/** A second apart: what a service does that wants to be heard. */
const CALLBACK_TRIES = 20;

/**
 * A service that does what it is called for. Below `/work` it begins work and tells where to ask for it; below `/callback`
 * it begins work and calls back; everything else is done at once.
 */
export class ReceiverService {
  readonly received: ReceivedCall[] = [];
  readonly works = new WorkBook();
  readonly #workMs: number;
  readonly #secrets: readonly string[] | undefined;
  readonly #now: () => number;
  readonly #stopped = new AbortController();
  #trouble: ReceiverTrouble;
  #statuses: number[];

  constructor({ workMs = 1000, secrets, trouble = {}, now = Date.now }: ReceiverOptions) {
    this.#workMs = workMs;
    this.#secrets = secrets;
    this.#now = now;
    this.#trouble = trouble;
    this.#statuses = [...(trouble.statuses ?? [])];
  }

  setTrouble(trouble: ReceiverTrouble): void {
    this.#trouble = trouble;
    this.#statuses = [...(trouble.statuses ?? [])];
  }

  /** Nothing is called back any more. */
  stop(): void {
    this.#stopped.abort();
  }

  async answer(call: ReceivedCall): Promise<Answered> {
    this.received.push(call);
    const { delayMs } = this.#trouble;
    if (delayMs !== undefined) await this.#pause(delayMs);
    const [, root = '', id] = new URL(call.path, 'http://receiver').pathname.split('/');
    if (root === 'work' && id !== undefined) return this.#tell(call.method, id);
    const status = this.#statuses.shift();
    if (status !== undefined) return this.#refuse(status);
    if (this.#secrets !== undefined && !isSigned(call, { secrets: this.#secrets, now: this.#now() })) {
      return json(401, { error: 'The signature is not right.' });
    }
    return this.#carryOut(root, call);
  }

  #refuse(status: number): Answer {
    const { retryAfter } = this.#trouble;
    return {
      ...json(status, { error: `It says ${status}.` }),
      ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }),
    };
  }

  #carryOut(root: string, call: ReceivedCall): Answered {
    const { work, isNew } = this.works.begin(call.headers['idempotency-key'], this.#now());
    const { loseAnswers = 0, answer } = this.#trouble;
    const callbackUrl = call.headers['evenkeel-callback-url'];
    if (root === 'callback' && isNew && callbackUrl !== undefined) void this.#callBack(work, callbackUrl);
    if (loseAnswers > 0) {
      this.#trouble = { ...this.#trouble, loseAnswers: loseAnswers - 1 };
      return 'lost';
    }
    if (answer !== undefined) return answer;
    if (root === 'work')
      return { ...json(202, this.#stateOf(work)), headers: { location: `/work/${work.id}` } };
    if (root === 'callback') return json(202, { id: work.id });
    return json(200, { id: work.id, received: call.body });
  }

  /** How work stands; DELETE calls it off. */
  #tell(method: string, id: string): Answer {
    const work = this.works.get(id);
    if (work === undefined || this.#trouble.ending === 'forgotten')
      return json(404, { error: 'There is no such work.' });
    if (method === 'DELETE') {
      work.isCancelled = true;
      return { status: 204 };
    }
    const { failLooks = 0 } = this.#trouble;
    if (failLooks > 0) {
      this.#trouble = { ...this.#trouble, failLooks: failLooks - 1 };
      return json(503, { error: 'Too much to do.' });
    }
    return json(this.#isDone(work) ? 200 : 202, this.#stateOf(work));
  }

  #isDone({ begunAt }: Work): boolean {
    return this.#trouble.ending !== 'never' && this.#now() >= begunAt + this.#workMs;
  }

  #stateOf(work: Work): object {
    if (!this.#isDone(work)) return { id: work.id, status: 'running' };
    const { ending = 'succeeded' } = this.#trouble;
    if (ending === 'failed') return { id: work.id, status: 'failed', message: 'The work went wrong.' };
    return { id: work.id, status: 'succeeded', result: { rows: 1000 + this.works.all.indexOf(work) } };
  }

  async #callBack(work: Work, url: string): Promise<void> {
    await this.#pause(this.#workMs);
    const { ending, callbackTimes = 1 } = this.#trouble;
    if (ending === 'never') return;
    const { signal } = this.#stopped;
    const headers = { 'content-type': 'application/json' };
    for (let time = 0; time < callbackTimes; time += 1) {
      for (let turn = 0; turn < CALLBACK_TRIES && !signal.aborted; turn += 1) {
        const body = JSON.stringify(this.#stateOf(work));
        const told = await fetch(url, { method: 'POST', headers, body, signal }).catch(() => undefined);
        await told?.arrayBuffer().catch(() => undefined);
        if (told !== undefined && told.status < 500) break;
        await this.#pause(1000);
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
  }
}

function json(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
