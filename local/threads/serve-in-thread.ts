import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { parentPort } from 'node:worker_threads';
import type { Stoppable } from '../started-parts.ts';
import { toFailure, type Order, type Report } from './thread-messages.ts';

/** A server that has started, and what the main thread is told of it. */
export interface Serving<Addresses> {
  readonly server: Stoppable;
  readonly addresses: Addresses;
}

type Start<Options, Addresses> = (options: Options) => Promise<Serving<Addresses>>;

/**
 * Makes this thread the one of a stand-in: starts and stops it as often as the main thread says (see StandInThread). What the
 * stand-in throws on the way goes there; what it throws later ends this thread, which the main thread notices.
 */
export function serveInThread<Options, Addresses>(start: Start<Options, Addresses>): void {
  const main = parentPort;
  if (main === null) throw new Error('A stand-in serves in a thread of the local stack, not by itself.');
  const report = (message: Report<Addresses>): void => {
    main.postMessage(message);
  };
  const fail = (error: unknown): void => {
    report({ kind: 'failed', failure: toFailure(error) });
  };
  captureConsole((text) => {
    report({ kind: 'wrote', text });
  });
  let server: Stoppable | undefined;
  main.on('message', (order: Order<Options>) => {
    if (order.kind === 'stop') {
      (server?.stop() ?? Promise.resolve()).then(() => {
        report({ kind: 'stopped' });
      }, fail);
      return;
    }
    start(order.options).then((serving) => {
      server = serving.server;
      report({ kind: 'started', addresses: serving.addresses });
    }, fail);
  });
}

/** A thread's own console writes past the one that a command may have put in its place in the main thread. */
function captureConsole(write: (text: string) => void): void {
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      write(String(chunk).trimEnd());
      done();
    },
  });
  globalThis.console = new Console({ stdout: stream, stderr: stream });
}
