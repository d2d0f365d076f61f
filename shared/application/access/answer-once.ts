import { Unavailable, VersionConflict } from '../../domain/errors.ts';
import type { Clock, Log } from '../ports/environment.ts';
import type { RequestStore, StoredAnswer, StoredRequest } from '../ports/request-store.ts';

/**
 * After this the worker of a request counts as killed, and the next request under its key does the work. Longer than any
 * operation has to answer. Should the first one live after all, the work is done twice, which every operation stands.
 */
const TAKEN_OVER_AFTER_MS = 120_000;

/** A document of the store takes 2 MB. */
const MAX_ANSWER_BYTES = 1_048_576;

/** How soon to ask again for what is being worked at. */
const MAX_RETRY_SECONDS = 2;

export interface RequestUnderKey {
  readonly callerId: string;
  readonly operationId: string;
  readonly key: string;
  /** What is asked for, in one text. */
  readonly content: string;
}

export type OnceOutcome =
  | { readonly outcome: 'answered'; readonly answer: StoredAnswer; readonly isRepeated: boolean }
  | { readonly outcome: 'key-reused' }
  | { readonly outcome: 'in-progress'; readonly retryAfterSeconds: number };

interface Dependencies {
  readonly requests: RequestStore;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
  /** As long as it takes that no two texts share one: keys of two callers must never meet. */
  readonly digest: (text: string) => string;
}

/** A request that this call has to do, with the version of its document. */
interface Begun {
  readonly outcome: 'begun';
  readonly request: StoredRequest;
  readonly version: string;
}

/**
 * Has work done once for a key of a caller, and gives its answer to whoever repeats the request within a day. Neither a
 * fault of ours (5xx), nor what the work throws, nor an answer of more than 1 MB is kept: the next request does the work
 * again. What comes while the work is done is told so. Throws what the work throws, and Unavailable.
 */
export function createAnswerOnce(
  dependencies: Dependencies,
): (asked: RequestUnderKey, work: () => Promise<StoredAnswer>) => Promise<OnceOutcome> {
  return async (asked, work) => {
    const begun = await begin(dependencies, asked);
    if (begun.outcome !== 'begun') return begun;
    const answer = await doWork(dependencies, begun, work);
    return { outcome: 'answered', answer, isRepeated: false };
  };
}

async function begin(
  { requests, clock, digest }: Dependencies,
  { callerId, operationId, key, content }: RequestUnderKey,
): Promise<Begun | OnceOutcome> {
  const id = digest(JSON.stringify([callerId, operationId, key]));
  for (;;) {
    const now = clock.now();
    const request = { id, content: digest(content), begunAt: now };
    const version = await requests.create(request);
    if (version !== undefined) return { outcome: 'begun', request, version };

    const known = await requests.get(id);
    // Its worker has failed between the two, and has given the key back.
    if (known === undefined) continue;
    if (known.value.content !== request.content) return { outcome: 'key-reused' };
    const { answer, begunAt } = known.value;
    if (answer !== undefined) return { outcome: 'answered', answer, isRepeated: true };
    const waitMs = begunAt + TAKEN_OVER_AFTER_MS - now;
    if (waitMs > 0) {
      const retryAfterSeconds = Math.min(MAX_RETRY_SECONDS, Math.ceil(waitMs / 1000));
      return { outcome: 'in-progress', retryAfterSeconds };
    }
    const taken = await unlessOvertaken(() => requests.save(request, { ifVersion: known.version }));
    if (taken !== undefined) return { outcome: 'begun', request, version: taken };
  }
}

async function doWork(
  dependencies: Dependencies,
  begun: Begun,
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  try {
    const answer = await work();
    const isKept = answer.status < 500 && Buffer.byteLength(answer.body) <= MAX_ANSWER_BYTES;
    await end(dependencies, begun, isKept ? answer : undefined);
    return answer;
  } catch (error) {
    await end(dependencies, begun, undefined);
    throw error;
  }
}

/**
 * Keeps the answer, or gives the key back. The work is done by now, so the caller gets its answer whatever happens here: one
 * that could not be kept is made again for whoever asks once the request counts as killed.
 */
async function end(
  { requests, log }: Dependencies,
  { request, version: ifVersion }: Begun,
  answer: StoredAnswer | undefined,
): Promise<void> {
  try {
    await unlessOvertaken(async () => {
      if (answer === undefined) await requests.remove(request.id, { ifVersion });
      else await requests.save({ ...request, answer }, { ifVersion });
    });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log.error('An answer under an idempotency key could not be kept.', error, { requestId: request.id });
  }
}

async function unlessOvertaken<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof VersionConflict) return undefined;
    throw error;
  }
}
