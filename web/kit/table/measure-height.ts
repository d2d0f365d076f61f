import { DestroyRef, Directive, ElementRef, inject, output } from '@angular/core';

/** Tells the height (px) of what it stands on, whenever it changes. */
@Directive({ selector: '[ekMeasureHeight]' })
export class MeasureHeight {
  readonly ekMeasureHeight = output<number>();

  constructor() {
    const element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    const observer = new ResizeObserver(() => {
      this.ekMeasureHeight.emit(element.offsetHeight);
    });
    observer.observe(element);
    inject(DestroyRef).onDestroy(() => {
      observer.disconnect();
    });
  }
}
