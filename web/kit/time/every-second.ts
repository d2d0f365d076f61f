import { DestroyRef, inject, signal, type Signal } from '@angular/core';

/** This machine's time, epoch ms, moved on each second while the component lives that asks; for what counts down or up. */
export function everySecond(): Signal<number> {
  const ms = signal(Date.now());
  const timer = setInterval(() => {
    ms.set(Date.now());
  }, 1000);
  inject(DestroyRef).onDestroy(() => {
    clearInterval(timer);
  });
  return ms.asReadonly();
}
