import { afterNextRender, DestroyRef, Directive, ElementRef, inject, signal } from '@angular/core';

/** A place that scrolls sideways can be reached by keys, while what stands in it is wider. */
@Directive({
  selector: '.scroll-x',
  host: { '[attr.tabindex]': 'isWider() ? 0 : null' },
})
export class ScrollX {
  protected readonly isWider = signal(false);

  constructor() {
    const place = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    const observer = new ResizeObserver(() => {
      this.isWider.set(place.scrollWidth > place.clientWidth);
    });
    inject(DestroyRef).onDestroy(() => {
      observer.disconnect();
    });
    afterNextRender(() => {
      observer.observe(place);
      for (const child of place.children) observer.observe(child);
    });
  }
}
