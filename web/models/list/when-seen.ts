import { afterNextRender, DestroyRef, Directive, ElementRef, inject, output } from '@angular/core';

/** Says when the element comes into sight, such as the button at the end of a list. */
@Directive({ selector: '[ekWhenSeen]' })
export class WhenSeen {
  readonly ekWhenSeen = output();

  constructor() {
    const element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    const destroyRef = inject(DestroyRef);
    afterNextRender(() => {
      const observer = new IntersectionObserver(
        (entries) => {
          if (entries.some(({ isIntersecting }) => isIntersecting)) this.ekWhenSeen.emit();
        },
        { rootMargin: '240px' },
      );
      observer.observe(element);
      destroyRef.onDestroy(() => {
        observer.disconnect();
      });
    });
  }
}
