import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { JobView } from '../../../../shared/contracts/http/job-view.ts';
import type { RunView } from '../../../../shared/contracts/http/run-view.ts';
import { Session } from '../../../api/session.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { Commands, type Command } from '../../../kit/page/commands.ts';
import { RunActions } from '../../../kit/runs/run-actions.ts';
import { consequencesOfRunNow } from './consequences.ts';
import { JobChanges } from './job-changes.ts';

/** What can be done about a job: as buttons, and in the command palette. */
@Component({
  selector: 'ek-job-actions',
  imports: [Icon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './job-actions.html',
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
  `,
})
export class JobActions {
  readonly #changes = inject(JobChanges);
  readonly #router = inject(Router);
  readonly #runs = inject(RunActions);
  readonly #session = inject(Session);

  readonly job = input.required<JobView>();
  readonly started = output<RunView>();
  readonly changed = output();

  readonly #tellChanged = (): void => {
    this.changed.emit();
  };

  protected readonly mayOperate = computed(() => this.#session.may('operator', this.job().valueStream));
  protected readonly why = computed(() =>
    this.mayOperate() ? '' : `Only operators of ${this.job().valueStream} may do this.`,
  );
  /** A fleet's job is edited and deleted through its fleet: why, where it is one. */
  protected readonly ofFleet = computed(() => {
    const { fleet } = this.job();
    return fleet === undefined || fleet.isKept === true
      ? ''
      : `What it is the fleet ${fleet.fleetId} says: edit that, or write an override for ${fleet.modelId}.`;
  });
  /** What is not active is made active again. */
  protected readonly isStopped = computed(
    () => this.job().state === 'paused' || this.job().state === 'quarantined',
  );

  constructor() {
    inject(Commands).offer(() => (this.mayOperate() ? this.#commands() : []));
  }

  protected async runNow(): Promise<void> {
    const run = await this.#runs.trigger(this.job().jobId, consequencesOfRunNow(this.job()));
    if (run !== undefined) this.started.emit(run);
  }

  protected async pause(): Promise<void> {
    if (await this.#changes.pause(this.job(), this.#tellChanged)) this.changed.emit();
  }

  protected async resume(): Promise<void> {
    if (await this.#changes.resume(this.job(), this.#tellChanged)) this.changed.emit();
  }

  protected async delete(): Promise<void> {
    if (await this.#changes.delete(this.job())) await this.#router.navigate(['/jobs']);
  }

  #commands(): readonly Command[] {
    const { jobId, state } = this.job();
    const group = 'This job';
    const to =
      (...path: string[]) =>
      async () => {
        await this.#router.navigate(['/jobs', ...path]);
      };
    const toggle: readonly Command[] = this.isStopped()
      ? [{ id: 'job.resume', label: 'Resume', group, icon: 'play', run: () => this.resume() }]
      : [{ id: 'job.pause', label: 'Pause', group, icon: 'pause', run: () => this.pause() }];
    const own: readonly Command[] = [
      { id: 'job.edit', label: 'Edit', group, icon: 'pencil', run: to(jobId, 'edit') },
      { id: 'job.delete', label: 'Delete', group, icon: 'trash', run: () => this.delete() },
    ];
    return [
      { id: 'job.run', label: 'Run now', group, icon: 'play', keywords: 'trigger', run: () => this.runNow() },
      ...(state === 'completed' ? [] : toggle),
      ...(this.ofFleet() === '' ? own : []),
    ];
  }
}
