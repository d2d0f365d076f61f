import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { EmptyState } from '../kit/states/empty-state.ts';

@Component({
  selector: 'ek-not-found',
  imports: [EmptyState, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h1 class="visually-hidden" tabindex="-1">Not found</h1>
    <ek-empty title="There is nothing at this address" icon="circle-help">
      <p>The link may be old. <a routerLink="/">Go to the overview</a>, or search with Ctrl K.</p>
    </ek-empty>
  `,
})
export class NotFound {}
