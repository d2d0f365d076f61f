import type { HttpResponseInit } from '@azure/functions';
import { ReadableStream } from 'node:stream/web';
import type { ChangeWatch, WatchEvent } from '../../shared/application/change-watch.ts';
import type { WatchedChange } from '../../shared/application/ports/change-feed.ts';
import type { Log } from '../../shared/application/ports/environment.ts';
import { watchContract, watchedJobView, watchedRunView } from '../../shared/contracts/http/watch.ts';
import { streamsOf } from '../../shared/domain/access/caller.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { operation, type Operation } from './api/operation.ts';
import type { ReadableHeaders } from './api/call.ts';
import { problem } from './problem.ts';

/**
 * The platform takes an answer as fast as it is made, however slowly it is read, and holds what is not read yet: a
 * stream ends when it has come to this, and is gone on with on the next connection.
 */
const MAX_CHARACTERS = 1024 * 1024;

/** After how long a reader whose stream has ended comes back. */
const RETRY_MS = 1_000;

const MAX_POSITION_LENGTH = 4096;

/** `GET /api/watch`: jobs and runs as they change, as server-sent events. */
export function watchOperations({
  changeWatch,
  log,
}: {
  readonly changeWatch: Pick<ChangeWatch, 'watch'>;
  readonly log: Log;
}): readonly Operation[] {
  return [
    operation(watchContract, async ({ query, headers, caller }) => {
      const { since, ...narrowed } = query;
      const position = lastEventId(headers) ?? since;
      const valueStreams = streamsOf(caller, 'reader');
      const closed = new AbortController();
      const watched = await changeWatch.watch(
        {
          filter: { ...narrowed, ...(valueStreams === undefined ? {} : { valueStreams }) },
          ...(position === undefined ? {} : { since: position }),
        },
        closed.signal,
      );
      return watched.outcome === 'watching' ? stream(watched.events, closed, log) : gone();
    }),
  ];
}

/** Empty where a browser has had no event yet. */
function lastEventId(headers: ReadableHeaders): string | undefined {
  const id = headers.get('last-event-id') ?? '';
  if (id.length <= MAX_POSITION_LENGTH) return id === '' ? undefined : id;
  throw new InvalidInput('The headers have faults.', [
    { pointer: '', message: `Last-Event-ID must have at most ${MAX_POSITION_LENGTH} characters` },
  ]);
}

function gone(): HttpResponseInit {
  return problem({
    type: 'gone',
    status: 410,
    title: 'The changes since then are not known.',
    detail: 'The id is of a store that is no longer there. List everything, and watch from now on.',
  });
}

function stream(
  events: AsyncGenerator<WatchEvent, void>,
  closed: AbortController,
  log: Log,
): HttpResponseInit {
  const texts = bounded(events, log);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await texts.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel() {
        closed.abort();
      },
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 },
  );
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Proxies that gather answers hand this one on at once.
      'x-accel-buffering': 'no',
    },
    body,
  };
}

/** A fault ends the stream: the reader comes back, and is told what is wrong before anything else. */
async function* bounded(
  events: AsyncGenerator<WatchEvent, void>,
  log: Log,
): AsyncGenerator<string, undefined> {
  let characters = 0;
  try {
    for await (const event of events) {
      const text = toText(event);
      yield text;
      characters += text.length;
      // Between pages only: within one there is no id to go on from.
      if (characters >= MAX_CHARACTERS) return;
    }
  } catch (error) {
    log.error('A watch has ended before its time.', error);
  }
}

function toText(event: WatchEvent): string {
  switch (event.type) {
    case 'begin':
      return `retry: ${RETRY_MS}\n\nevent: begin\nid: ${event.position}\ndata: {}\n\n`;
    case 'idle':
      return `: nothing new\nid: ${event.position}\n\n`;
    case 'changes':
      return changesText(event);
  }
}

/** Only the last of those that were read together has the id after them; without any, the id goes alone. */
function changesText({
  changes,
  after,
  position,
}: Extract<WatchEvent, { readonly type: 'changes' }>): string {
  if (changes.length === 0) return `id: ${position}\n\n`;
  return changes
    .map((change, index) => changeText(change, index === changes.length - 1 ? position : after))
    .join('');
}

function changeText(change: WatchedChange, id: string): string {
  const view = change.kind === 'job' ? watchedJobView(change.job) : watchedRunView(change.run);
  return `event: ${change.kind}\nid: ${id}\ndata: ${JSON.stringify(view)}\n\n`;
}
