import { inject, Service } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { TitleStrategy, type RouterStateSnapshot } from '@angular/router';

/** Names the browser's tab by the screen that is open. A screen about one thing puts the thing's name in its place. */
@Service()
export class PageTitles extends TitleStrategy {
  readonly #title = inject(Title);

  override updateTitle(state: RouterStateSnapshot): void {
    this.#title.setTitle(`${this.buildTitle(state) ?? 'Evenkeel'} · Evenkeel`);
  }
}
