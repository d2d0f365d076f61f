import { DestroyRef, inject, type ResourceRef } from '@angular/core';
import { Live } from '../../api/live.ts';

/** A measurement appears a moment after its run has succeeded: it is looked for twice. */
const SOON_MS = 1500;
const LATER_MS = 6000;

/** Reads resources anew after runs of jobs that `concerns` names have succeeded. Called in a constructor or field. */
export function reloadWhenMeasured(
  resources: readonly Pick<ResourceRef<unknown>, 'reload'>[],
  concerns: (jobId: string) => boolean,
): void {
  const destroyRef = inject(DestroyRef);
  let soon: ReturnType<typeof setTimeout> | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;
  let isOneMore = false;
  const reload = () => {
    for (const resource of resources) resource.reload();
  };
  const lookLater = () => {
    isOneMore = false;
    later = setTimeout(() => {
      later = undefined;
      reload();
      if (isOneMore) lookLater();
    }, LATER_MS);
  };
  destroyRef.onDestroy(() => {
    clearTimeout(soon);
    clearTimeout(later);
  });
  inject(Live).listen((change) => {
    if (document.hidden) return;
    const isOurs =
      change === 'anything' ||
      (change.type === 'run' && change.state === 'succeeded' && concerns(change.jobId));
    if (!isOurs) return;
    // However fast they come one after the other, what is shown is read anew before they end.
    isOneMore = true;
    if (later !== undefined) return;
    soon = setTimeout(reload, SOON_MS);
    lookLater();
  }, destroyRef);
}
