import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { FeedProgress, FeedProgressStore } from '../../application/ports/feed-progress-store.ts';
import type { Versioned } from '../../application/ports/versioned.ts';
import { statusOf, translated } from './cosmos-errors.ts';
import { readDocument } from './read-document.ts';

const progressDocument = z.object({
  type: z.literal('feed-progress'),
  schemaVersion: z.literal(1),
  follower: z.string(),
  position: z.string(),
  state: z.unknown(),
});

/** The progress of those who follow feeds, a document each, in the container `control`. */
export class CosmosFeedProgressStore implements FeedProgressStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async get(follower: string): Promise<Versioned<FeedProgress> | undefined> {
    const id = idOf(follower);
    return readDocument(this.#container, { id, partitionKey: id }, fromDocument);
  }

  async save(
    progress: FeedProgress,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<'saved' | 'conflict'> {
    try {
      await translated(() => this.#write(progress, ifVersion));
      return 'saved';
    } catch (error) {
      if ([404, 409, 412].includes(statusOf(error) ?? 0)) return 'conflict';
      throw error;
    }
  }

  async #write(progress: FeedProgress, ifVersion: string | undefined): Promise<void> {
    const id = idOf(progress.follower);
    const document = { id, type: 'feed-progress', schemaVersion: 1, ...progress };
    if (ifVersion === undefined) {
      await this.#container.items.create(document);
      return;
    }
    const accessCondition = { type: 'IfMatch', condition: ifVersion };
    await this.#container.item(id, id).replace(document, { accessCondition });
  }
}

function idOf(follower: string): string {
  return `feed-progress:${follower}`;
}

function fromDocument(document: unknown): FeedProgress {
  const { follower, position, state } = progressDocument.parse(document);
  return { follower, position, state };
}
