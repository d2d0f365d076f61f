import { ChangeDetectionStrategy, Component, effect, ElementRef, inject, input } from '@angular/core';
import { ICONS, type IconName } from './icons.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** A picture that says again what the text beside it says: screen readers pass it over. */
@Component({
  selector: 'ek-icon',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '',
  host: { 'aria-hidden': 'true', '[style.--size.px]': 'size()' },
  styles: `
    :host {
      display: inline-flex;
      flex: none;
      width: var(--size);
      height: var(--size);
    }
  `,
})
export class Icon {
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);

  readonly name = input.required<IconName>();
  /** In pixels. */
  readonly size = input(16);

  constructor() {
    effect(() => {
      this.#host.nativeElement.replaceChildren(pictureOf(this.name()));
    });
  }
}

function pictureOf(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const drawn = { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': '2' };
  setAttributes(svg, {
    ...drawn,
    width: '100%',
    height: '100%',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });
  for (const [tag, attributes] of ICONS[name]) {
    const part = document.createElementNS(SVG, tag);
    setAttributes(part, attributes);
    svg.append(part);
  }
  return svg;
}

function setAttributes(
  element: Element,
  attributes: Readonly<Record<string, string | number | undefined>>,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, String(value));
  }
}
