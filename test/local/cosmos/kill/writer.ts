import { ErrorResponse, type Container, type OperationInput } from '@azure/cosmos';
import type { SeededRandom } from '../../../fuzz/cosmos/seeded-random.ts';

// Large enough that the log is folded into the database file now and then, also at the moment of a kill.
const PADDING = 'x'.repeat(4_000);

/** What a partition holds: the number of each item, by id. */
export type Contents = ReadonlyMap<string, number>;

interface Write {
  readonly send: (items: Container) => Promise<'done' | 'refused'>;
  /** What is there when the write was done. */
  readonly after: Contents;
}

/**
 * Writes to a partition of its own, one thing after the other, and knows what has to be there: what was answered, and
 * of the last write, when it got no answer, all or nothing.
 */
export class Writer {
  readonly #name: string;
  readonly #random: SeededRandom;
  #answered: Contents = new Map();
  #unanswered: Contents | undefined;
  #number = 0;
  /** Writes answered so far. */
  answers = 0;

  constructor(name: string, random: SeededRandom) {
    this.#name = name;
    this.#random = random;
  }

  /** Writes until the server is gone. */
  async writeUntilGone(items: Container): Promise<void> {
    for (;;) {
      const { send, after } = this.#next();
      this.#unanswered = after;
      try {
        if ((await send(items)) === 'done') this.#answered = after;
      } catch (error) {
        // An answer of the service that the write does not expect is a fault; anything else means that it is gone.
        if (error instanceof ErrorResponse && typeof error.code === 'number') throw error;
        return;
      }
      this.#unanswered = undefined;
      this.answers += 1;
    }
  }

  /** Throws when the partition holds anything but what was answered, with or without the whole unanswered write. */
  async verify(items: Container): Promise<void> {
    const found = await contentsOf(items, this.#name);
    const allowed = [this.#answered, ...(this.#unanswered === undefined ? [] : [this.#unanswered])];
    if (!allowed.some((contents) => textOf(contents) === textOf(found))) {
      throw new Error(
        `Writer ${this.#name} found ${textOf(found)}, but had ${allowed.map(textOf).join(' or ')}.`,
      );
    }
    this.#answered = found;
    this.#unanswered = undefined;
  }

  #next(): Write {
    const id = `item-${this.#random.below(8)}`;
    const choice = this.#random.below(10);
    this.#number += 1;
    if (choice < 4) return this.#upsert(id, this.#number);
    if (choice < 5) return this.#delete(id);
    return choice < 7 ? this.#increment() : this.#batch(this.#number);
  }

  /** Slots are few: another item may have the one asked for, and the write is refused. */
  #upsert(id: string, n: number): Write {
    const slot = this.#random.below(12);
    const item = { id, writer: this.#name, n, slot, padding: PADDING };
    return {
      send: (items) => orRefused(items.items.upsert(item), 409),
      after: new Map([...this.#answered, [id, n]]),
    };
  }

  #delete(id: string): Write {
    return {
      send: (items) => orRefused(items.item(id, this.#name).delete(), 404),
      after: new Map([...this.#answered].filter(([other]) => other !== id)),
    };
  }

  #increment(): Write {
    const n = this.#answered.get('left');
    return {
      send: (items) =>
        orRefused(items.item('left', this.#name).patch([{ op: 'incr', path: '/n', value: 1 }]), 404),
      after: n === undefined ? this.#answered : new Map([...this.#answered, ['left', n + 1]]),
    };
  }

  /** Two items that are only ever written together, and one that is deleted with them. */
  #batch(n: number): Write {
    const upserts = ['left', 'right'].map((id): OperationInput => ({
      operationType: 'Upsert',
      resourceBody: { id, writer: this.#name, n, slot: id },
    }));
    const [victim] = [...this.#answered.keys()].filter((id) => id.startsWith('item'));
    const deletion: OperationInput[] = victim === undefined ? [] : [{ operationType: 'Delete', id: victim }];
    return {
      send: async (items) => {
        const { code } = await items.items.batch([...upserts, ...deletion], this.#name);
        if (code !== 200) throw new ErrorResponse(`The batch was answered with ${String(code)}.`);
        return 'done';
      },
      after: new Map([...[...this.#answered].filter(([id]) => id !== victim), ['left', n], ['right', n]]),
    };
  }
}

async function orRefused(answer: Promise<unknown>, code: number): Promise<'done' | 'refused'> {
  try {
    await answer;
    return 'done';
  } catch (error) {
    if (error instanceof ErrorResponse && error.code === code) return 'refused';
    throw error;
  }
}

async function contentsOf(items: Container, partitionKey: string): Promise<Contents> {
  const query = 'SELECT c.id, c.n, c.slot FROM c';
  const { resources } = await items.items
    .query<{ id: string; n: number; slot: unknown }>(query, { partitionKey })
    .fetchAll();
  const slots = new Set(resources.map(({ slot }) => slot));
  if (slots.size < resources.length) throw new Error(`Writer ${partitionKey} found a slot twice.`);
  return new Map(resources.map(({ id, n }) => [id, n]));
}

function textOf(contents: Contents): string {
  return [...contents]
    .map(([id, n]) => `${id}=${n}`)
    .sort()
    .join(' ');
}
