import { DestroyRef, inject, untracked, type ResourceRef } from '@angular/core';
import { Live, type Change } from './live.ts';

/** However much happens, what is shown is read anew at most so often. */
const AT_MOST_EVERY_MS = 1500;

/** How often it is looked whether those that are being read have been, to read them anew then. */
const LOOK_AGAIN_MS = 250;

/**
 * Reads resources anew when something happens that they show; called in a component's constructor or field. Changes that
 * `concerns` refuses are passed over; what may be anything concerns everybody. What costs more is read less often, and what
 * is being read is waited for: were it given up for another reading each time, a slow server would never be heard.
 */
export function reloadOnChange(
  resources: readonly Pick<ResourceRef<unknown>, 'reload' | 'isLoading'>[],
  concerns: (change: Change) => boolean = () => true,
  atMostEveryMs: number = AT_MOST_EVERY_MS,
): void {
  const destroyRef = inject(DestroyRef);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastAt = 0;
  const reload = () => {
    if (resources.some((resource) => untracked(resource.isLoading))) {
      timer = setTimeout(reload, LOOK_AGAIN_MS);
      return;
    }
    timer = undefined;
    lastAt = performance.now();
    for (const resource of resources) resource.reload();
  };
  destroyRef.onDestroy(() => {
    clearTimeout(timer);
  });
  inject(Live).listen((change) => {
    if (timer !== undefined || document.hidden || (change !== 'anything' && !concerns(change))) return;
    timer = setTimeout(reload, Math.max(100, lastAt + atMostEveryMs - performance.now()));
  }, destroyRef);
}
