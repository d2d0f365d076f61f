import { DestroyRef, inject, untracked, type ResourceRef } from '@angular/core';

/** Reads resources anew every `ms` while the page is seen, until the component that asks is destroyed. */
export function reloadEvery(
  ms: number,
  resources: readonly Pick<ResourceRef<unknown>, 'reload' | 'isLoading'>[],
): void {
  const timer = setInterval(() => {
    if (document.hidden) return;
    // What is being read is not given up for the next reading: a slow server would never be heard.
    for (const resource of resources) if (!untracked(resource.isLoading)) resource.reload();
  }, ms);
  inject(DestroyRef).onDestroy(() => {
    clearInterval(timer);
  });
}
