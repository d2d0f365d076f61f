import { Worker, type Transferable } from 'node:worker_threads';
import { fromFailure, type Order, type Report } from './thread-messages.ts';

export interface ThreadKind {
  /** For people: what runs there. */
  readonly name: string;
  /** The module to run; it calls serveInThread with the same types. */
  readonly entry: URL;
}

/** A thread that serves a stand-in from start to stop, and then another. */
export class StandInThread<Options, Addresses> {
  readonly #name: string;
  readonly #worker: Worker;
  /** Whoever waits for an answer; nobody while a stand-in serves or the thread rests. */
  #asked: PromiseWithResolvers<Report<Addresses>> | undefined;
  #onDeath: ((error: Error) => void) | undefined;
  #isOver = false;

  constructor({ name, entry }: ThreadKind) {
    this.#name = name;
    this.#worker = new Worker(entry, { name });
    this.#worker.on('message', (report: Report<Addresses>) => {
      // Where the main thread's lines go, these go.
      if (report.kind === 'wrote') console.info(report.text);
      else this.#asked?.resolve(report);
    });
    this.#worker.once('error', (error) => {
      this.#die(error);
    });
    this.#worker.once('exit', (code) => {
      this.#die(new Error(`its thread has ended with exit code ${code}`));
    });
  }

  /** @throws what kept the stand-in from starting; then the thread has ended. */
  async start(options: Options, transfer: readonly Transferable[]): Promise<Addresses> {
    try {
      const report = await this.#ask({ kind: 'start', options }, transfer);
      if (report.kind === 'started') return report.addresses;
      throw new Error(`${this.#name} has ended.`);
    } catch (error) {
      await this.#end();
      throw error;
    }
  }

  /** Stops the stand-in. @throws what stopping threw; then the thread has ended. */
  async stop(): Promise<void> {
    try {
      await this.#ask({ kind: 'stop' });
    } catch (error) {
      await this.#end();
      throw error;
    }
  }

  /** Who is told when the thread ends by itself while nobody waits for its answer. */
  onDeath(tell: (error: Error) => void): void {
    this.#onDeath = tell;
  }

  /** From now on it does not keep the process alive. */
  rest(): void {
    this.#worker.unref();
  }

  wake(): void {
    this.#worker.ref();
  }

  async #ask(order: Order<Options>, transfer: readonly Transferable[] = []): Promise<Report<Addresses>> {
    if (this.#isOver) throw new Error(`${this.#name} has ended.`);
    const asked = Promise.withResolvers<Report<Addresses>>();
    this.#asked = asked;
    this.#worker.postMessage(order, transfer);
    const report = await asked.promise.finally(() => (this.#asked = undefined));
    if (report.kind === 'failed') throw fromFailure(report.failure);
    return report;
  }

  async #end(): Promise<void> {
    this.#isOver = true;
    await this.#worker.terminate();
  }

  #die(cause: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const error = new Error(`${this.#name} has ended unexpectedly: ${reason}`, { cause });
    if (this.#asked === undefined) this.#onDeath?.(error);
    else this.#asked.reject(error);
  }
}
