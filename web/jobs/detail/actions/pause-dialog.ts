import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { JobView } from '../../../../shared/contracts/http/job-view.ts';
import { Instant } from '../../../kit/time/instant.ts';
import { InstantField } from '../../../kit/time/instant-field.ts';
import { viewerZone } from '../../../kit/time/format-instant.ts';
import { Preferences } from '../../../settings/preferences.ts';

type RunMissed = NonNullable<JobView['pause']>['runMissed'];

export interface PauseQuestion {
  readonly does: 'pause' | 'resume';
  /** A fleet's own id where all of its jobs are meant. */
  readonly jobId: string;
  readonly nextDueAt: string | undefined;
  readonly isFleet?: true;
}

/** `resumeAt` and what it does with missed slots, of a pause that ends by itself; of a resume `runMissed` alone counts. */
export interface PauseAnswer {
  readonly reason: string;
  readonly resumeAt: string | undefined;
  readonly runMissed: RunMissed;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const CHOICES: readonly { readonly value: RunMissed; readonly label: string; readonly about: string }[] = [
  { value: 'none', label: 'None', about: 'Missed slots are skipped; the job goes on with the next one.' },
  { value: 'latest', label: 'The latest', about: 'The last missed slot runs; those before it are skipped.' },
  { value: 'all', label: 'All', about: 'Every missed slot runs, as far as the catch-up policy lets them.' },
];

/** Asks how to pause a job, or to resume it, and what becomes of the slots that it misses meanwhile. */
@Component({
  selector: 'ek-pause-dialog',
  imports: [Instant, InstantField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './pause-dialog.html',
  styleUrl: './pause-dialog.css',
})
export class PauseDialog {
  readonly #dialog = inject<DialogRef<PauseAnswer>>(DialogRef);
  readonly #preferences = inject(Preferences);
  protected readonly question = inject<PauseQuestion>(DIALOG_DATA);
  protected readonly choices = CHOICES;
  protected readonly zone = computed(() => (this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone()));

  protected readonly reason = signal('');
  protected readonly endsByItself = signal(false);
  protected readonly now = new Date().toISOString();
  protected readonly chosenAt = signal<string | undefined>(inADay());
  protected readonly runMissed = signal<RunMissed>('none');

  protected readonly asksMissed = computed(() => this.question.does === 'resume' || this.endsByItself());
  protected readonly resumeAt = computed(() => (this.endsByItself() ? this.chosenAt() : undefined));
  protected readonly isReady = computed(() => {
    const at = this.resumeAt();
    return !this.endsByItself() || (at !== undefined && Date.parse(at) > Date.now());
  });

  protected answer(): void {
    if (!this.isReady()) return;
    this.#dialog.close({
      reason: this.reason().trim(),
      resumeAt: this.resumeAt(),
      runMissed: this.runMissed(),
    });
  }

  protected cancel(): void {
    this.#dialog.close();
  }
}

/** To the minute, as the field shows it. */
function inADay(): string {
  return new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS + 24 * HOUR_MS).toISOString();
}
