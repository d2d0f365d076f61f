import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';

/** The two lists of alerts: what there is to see to, and whom to tell of what. */
@Component({
  selector: 'ek-alert-tabs',
  imports: [RouterLink, RouterLinkActive],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <nav class="tabs" aria-label="Alerts">
      <a
        routerLink="/alerts"
        routerLinkActive
        ariaCurrentWhenActive="page"
        [routerLinkActiveOptions]="EXACT_PATH"
        >Incidents</a
      >
      <a routerLink="/alerts/rules" routerLinkActive ariaCurrentWhenActive="page">Rules</a>
    </nav>
  `,
  styles: `
    :host {
      display: block;
      margin-bottom: 16px;
    }
  `,
})
export class AlertTabs {
  /** Whatever the list is filtered by. */
  protected readonly EXACT_PATH = {
    paths: 'exact',
    queryParams: 'ignored',
    matrixParams: 'ignored',
    fragment: 'ignored',
  } as const;
}
