/**
 * Works items off, so many at the same time, in their order. Work that answers `stop` ends it: what is in work is
 * finished, nothing more is taken. Rejects with the first error of an item once the others in work are done.
 */
export async function eachAtOnce<T>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<'go-on' | 'stop'>,
): Promise<void> {
  const iterator = oneByOne(items);
  let isOver = false;
  const workOff = async (): Promise<void> => {
    while (!isOver) {
      const next = await iterator.next();
      if (next.done === true || (await work(next.value)) === 'stop') isOver = true;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: atOnce }, workOff));
  await iterator.return(undefined);
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
  }
}

/** A generator answers those who ask at the same time in turn; not every iterable does. */
async function* oneByOne<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  yield* items;
}
