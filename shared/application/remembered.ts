import { BoundedCache } from '../domain/schedule/bounded-cache.ts';

/**
 * Asks for the same thing once, also for those who ask at the same time. Only so many answers are kept; one that failed
 * is asked for anew.
 */
export function remembered<Key, Value>(
  load: (key: Key) => Promise<Value>,
  { most, nameOf }: { readonly most: number; readonly nameOf: (key: Key) => string },
): (key: Key) => Promise<Value> {
  const answers = new BoundedCache<Promise<Value> | undefined>(most);
  return (key) => {
    const name = nameOf(key);
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = load(key);
    answers.set(name, answer);
    answer.catch(() => {
      if (answers.get(name) === answer) answers.set(name, undefined);
    });
    return answer;
  };
}
