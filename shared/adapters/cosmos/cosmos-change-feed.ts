import {
  ChangeFeedStartFrom,
  ErrorResponse,
  type ChangeFeedIteratorOptions,
  type ChangeFeedPullModelIterator,
  type Container,
} from '@azure/cosmos';
import { z } from 'zod';
import type { Log } from '../../application/ports/environment.ts';
import type { Change, ChangeFeed, ChangesRead } from '../../application/ports/change-feed.ts';
import { InvalidInput } from '../../domain/errors.ts';
import { statusOf, translated } from './cosmos-errors.ts';
import { jobFromDocument } from './job-document.ts';
import { readableOnly } from './query-documents.ts';
import { runFromDocument, skippedWithJobFromDocument } from './run-document.ts';

const PAGE = 100;

/** Readers at so many places go on without asking anew what the container is, which costs a request. */
const MAX_STANDING = 16;

/** What the SDK hands out: the container's id, and a position in each of its ranges. */
const token = z.looseObject({
  rid: z.string(),
  Continuation: z
    .array(
      z.looseObject({
        minInclusive: z.string(),
        maxExclusive: z.string(),
        continuationToken: z.string(),
      }),
    )
    .min(1),
});

const typed = z.looseObject({ type: z.string() });

type Pages = ChangeFeedPullModelIterator<unknown>;

/** The change feed of the container `jobs`, in its mode "latest version". */
export class CosmosChangeFeed implements ChangeFeed {
  readonly #container: Container;
  readonly #log: Log;
  readonly #pageSize: number;
  /** By the position that each stands at, those used last at the end. */
  readonly #standing = new Map<string, Pages>();

  constructor(container: Container, log: Log, pageSize = PAGE) {
    this.#container = container;
    this.#log = log;
    this.#pageSize = pageSize;
  }

  async now(): Promise<string> {
    const from = { changeFeedStartFrom: ChangeFeedStartFrom.Now() };
    const pages = this.#pages(from);
    const { continuationToken } = await translated(() => pages.readNext());
    return this.#stand(fromToken(continuationToken), pages);
  }

  async read(after: string): Promise<ChangesRead> {
    const pages = this.#standing.get(after) ?? this.#pagesAfter(after);
    // Two who read from the same place each need their own.
    this.#standing.delete(after);
    try {
      const { result, statusCode, continuationToken } = await translated(() => pages.readNext());
      if (statusCode === 304) {
        this.#stand(after, pages);
        return { outcome: 'nothing' };
      }
      const position = this.#stand(fromToken(continuationToken), pages);
      return { outcome: 'read', changes: await this.#changesOf(result), position };
    } catch (error) {
      if (isOfAnotherStore(error)) return { outcome: 'unknown-position' };
      throw error;
    }
  }

  #pagesAfter(position: string): Pages {
    const from = { changeFeedStartFrom: ChangeFeedStartFrom.Continuation(toToken(position)) };
    return this.#pages(from);
  }

  #pages(from: ChangeFeedIteratorOptions): Pages {
    return this.#container.items.getChangeFeedIterator({ ...from, maxItemCount: this.#pageSize });
  }

  #stand(position: string, pages: Pages): string {
    this.#standing.set(position, pages);
    const [oldest] = this.#standing.keys();
    if (this.#standing.size > MAX_STANDING && oldest !== undefined) this.#standing.delete(oldest);
    return position;
  }

  async #changesOf(documents: readonly unknown[]): Promise<readonly Change[]> {
    const changes = await Array.fromAsync(readableOnly(each(documents), changeFromDocument, this.#log));
    return changes.filter((change) => change !== 'another type');
  }
}

async function* each(documents: readonly unknown[]): AsyncGenerator {
  yield* documents;
}

function changeFromDocument(document: unknown): Change | 'another type' {
  switch (typed.parse(document).type) {
    case 'job':
      return { kind: 'job', job: jobFromDocument(document) };
    case 'run':
      return { kind: 'run', run: runFromDocument(document) };
    case 'skipped-slots':
      return { kind: 'skipped-slots', ...skippedWithJobFromDocument(document) };
    default:
      return 'another type';
  }
}

function fromToken(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function toToken(position: string): string {
  const text = Buffer.from(position, 'base64url').toString();
  if (token.safeParse(parseJson(text)).success) return text;
  throw new InvalidInput('The position is none that this feed gave.', [
    { pointer: '/since', message: 'must be the id of an event of this stream' },
  ]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The SDK compares the container itself, and says so in words only; the service refuses a position that it has not. */
function isOfAnotherStore(error: unknown): boolean {
  if (statusOf(error) === 400) return true;
  return error instanceof ErrorResponse && error.message.includes('not for the current container');
}
