import { effect, signal, untracked, type Signal } from '@angular/core';

/**
 * The signal's value once it has stayed the same for so long (ms); the first one at once. Undefined until the component
 * has its inputs. Called where `inject` may be.
 */
export function settled<T>(source: () => T, waitMs: number): Signal<T | undefined> {
  const quiet = signal<T | undefined>(undefined);
  effect((onCleanup) => {
    const value = source();
    const isFirst = untracked(quiet) === undefined;
    const timer = setTimeout(
      () => {
        quiet.set(value);
      },
      isFirst ? 0 : waitMs,
    );
    onCleanup(() => {
      clearTimeout(timer);
    });
  });
  return quiet.asReadonly();
}
