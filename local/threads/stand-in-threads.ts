import type { Transferable } from 'node:worker_threads';
import type { Stoppable } from '../started-parts.ts';
import { StandInThread, type ThreadKind } from './stand-in-thread.ts';

/** A stand-in in a thread of its own. */
export interface Served<Addresses> extends Stoppable {
  readonly addresses: Addresses;
}

export interface StartDetails {
  /** What of the options goes over to the thread for good. */
  readonly transfer?: readonly Transferable[];
  /** Called when the thread ends without having been told to; absent: the error is thrown, which ends the process. */
  readonly onDeath?: (error: Error) => void;
}

/**
 * The threads of one kind of stand-in. Most of a thread's start is loading modules, so one whose stand-in has stopped
 * waits for the next: who starts stack after stack, as tests do, loads them once. A waiting thread does not keep the
 * process alive.
 */
export class StandInThreads<Options, Addresses> {
  readonly #kind: ThreadKind;
  readonly #waiting = new Set<StandInThread<Options, Addresses>>();

  constructor(kind: ThreadKind) {
    this.#kind = kind;
  }

  /**
   * Starts a stand-in in a thread of its own, so that it works beside the app and not in turn with it.
   *
   * @throws what the stand-in threw when it could not start, with its `code` and `port`.
   */
  async start(options: Options, details: StartDetails = {}): Promise<Served<Addresses>> {
    const { transfer = [], onDeath = throwAnew } = details;
    const thread = this.#take();
    const addresses = await thread.start(options, transfer);
    thread.onDeath(onDeath);
    let stopping: Promise<void> | undefined;
    // Stopping twice is stopping once.
    return { addresses, stop: () => (stopping ??= this.#stop(thread)) };
  }

  #take(): StandInThread<Options, Addresses> {
    const [thread] = this.#waiting;
    if (thread === undefined) return new StandInThread(this.#kind);
    this.#waiting.delete(thread);
    thread.wake();
    return thread;
  }

  async #stop(thread: StandInThread<Options, Addresses>): Promise<void> {
    await thread.stop();
    thread.onDeath(() => this.#waiting.delete(thread));
    thread.rest();
    this.#waiting.add(thread);
  }
}

/** From an event's listener: nobody catches it, as with what a stand-in throws in the main thread. */
function throwAnew(error: Error): never {
  throw error;
}
