import type { Clock } from '../ports/environment.ts';

/** Whoever comes after so long does not wait for a read that hangs. */
const HANGS_AFTER_MS = 60_000;

/**
 * Reads something at most so often, and gives the same in between: it bounds the cost, however often it is asked. Those who
 * ask at the same time share an answer; one that failed is read anew.
 */
export function keptFor<T>(
  read: () => Promise<T>,
  { clock, keepMs }: { readonly clock: Clock; readonly keepMs: number | ((answer: T) => number) },
): () => Promise<T> {
  let last: { readonly answer: Promise<T>; readonly at: number; until: number } | undefined;
  return () => {
    const now = clock.now();
    // A clock that was set back must not make it last.
    if (last !== undefined && now < last.until && now >= last.at) return last.answer;
    const present = { answer: read(), at: now, until: now + HANGS_AFTER_MS };
    last = present;
    present.answer.then(
      (answer) => {
        present.until = now + (typeof keepMs === 'number' ? keepMs : keepMs(answer));
      },
      () => {
        if (last === present) last = undefined;
      },
    );
    return present.answer;
  };
}
