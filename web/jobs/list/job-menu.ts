import { CdkMenu, CdkMenuItem } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { Router } from '@angular/router';
import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import { Session } from '../../api/session.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { isConcerned, type JobAction } from './job-order.ts';

/** What can be done with a job of the list. */
@Component({
  selector: 'ek-job-menu',
  imports: [CdkMenu, CdkMenuItem, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './job-menu.html',
  styleUrl: '../../kit/menu/menu.css',
})
export class JobMenu {
  readonly #router = inject(Router);
  readonly #session = inject(Session);

  readonly job = input.required<JobSummary>();
  readonly ordered = output<JobAction>();

  protected readonly mayChange = computed(() => this.#session.may('operator', this.job().valueStream));
  protected readonly why = computed(() =>
    this.mayChange() ? '' : `You are no operator of ${this.job().valueStream}.`,
  );
  protected readonly isResumable = computed(() => isConcerned('resume', this.job().state));
  protected readonly isPausable = computed(() => isConcerned('pause', this.job().state));

  protected go(...path: readonly string[]): void {
    void this.#router.navigate(['/jobs', ...path]);
  }

  protected copy(): void {
    void this.#router.navigate(['/jobs/new'], { queryParams: { from: this.job().jobId } });
  }
}
