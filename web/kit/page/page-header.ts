import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Icon } from '../icon/icon.ts';

/** A way back: where to, and its name. */
export interface Crumb {
  readonly label: string;
  readonly link: string;
}

/**
 * The head of a screen: the way back, its name, a line about it (`[about]`), and what can be done (`[actions]`). The
 * heading takes the focus when the screen is come to.
 */
@Component({
  selector: 'ek-page-header',
  imports: [Icon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './page-header.html',
  styleUrl: './page-header.css',
})
export class PageHeader {
  readonly heading = input.required<string>();
  readonly crumbs = input<readonly Crumb[]>([]);
}
