import { computed, linkedSignal, type Signal } from '@angular/core';

/** What can be read of a resource. */
interface Readable<T> {
  hasValue(): boolean;
  value(): T | undefined;
}

interface Read<T> {
  readonly thing: unknown;
  readonly value: T | undefined;
}

/**
 * What was read last: it stays in sight, to be shown dimmed, while something else is read in its place or cannot be. What
 * was read of another thing goes at once: `thing` says of which it is, where the same screen shows one after the other.
 */
export function lastValue<T>(of: Readable<T>, thing: () => unknown = () => ''): Signal<T | undefined> {
  const last = linkedSignal<Read<T>, Read<T>>({
    source: () => ({ thing: thing(), value: of.hasValue() ? of.value() : undefined }),
    computation: (read, previous) => {
      const former = previous?.value;
      const isKept = read.value === undefined && former?.thing === read.thing;
      return isKept ? (former ?? read) : read;
    },
  });
  return computed(() => last().value);
}
