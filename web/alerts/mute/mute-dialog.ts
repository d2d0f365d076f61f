import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { viewerZone } from '../../kit/time/format-instant.ts';
import { InstantField } from '../../kit/time/instant-field.ts';
import { Now } from '../../kit/time/now.ts';
import { Preferences } from '../../settings/preferences.ts';
import { LONGEST_MUTE_MS, MUTE_CHOICES, type MuteAnswer, type MuteQuestion } from './mute-question.ts';

/** The dialog of `AskMute`. */
@Component({
  selector: 'ek-mute-dialog',
  imports: [InstantField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './mute-dialog.html',
  styleUrls: ['../../kit/feedback/confirm-dialog.css', './mute-dialog.css'],
})
export class MuteDialog {
  readonly #dialog = inject<DialogRef<MuteAnswer>>(DialogRef);
  readonly #now = inject(Now);
  readonly #preferences = inject(Preferences);
  protected readonly question = inject<MuteQuestion>(DIALOG_DATA);
  protected readonly choices = MUTE_CHOICES;

  /** Undefined: until an instant. */
  protected readonly seconds = signal<number | undefined>(MUTE_CHOICES[1].seconds);
  protected readonly until = signal<string | undefined>(undefined);
  protected readonly reason = signal('');

  protected readonly zone = computed(() => (this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone()));
  protected readonly first = new Date(this.#now.ms()).toISOString();
  protected readonly last = new Date(this.#now.ms() + LONGEST_MUTE_MS).toISOString();
  protected readonly isToCome = computed(() => Date.parse(this.until() ?? '') > this.#now.ms());

  readonly #answer = computed((): MuteAnswer | undefined => {
    const reason = this.reason().trim();
    const forSeconds = this.seconds();
    const until = this.until();
    if (reason === '') return undefined;
    if (forSeconds !== undefined) return { forSeconds, reason };
    return until === undefined || !this.isToCome() ? undefined : { until, reason };
  });
  protected readonly isReady = computed(() => this.#answer() !== undefined);

  protected mute(): void {
    const answer = this.#answer();
    if (answer !== undefined) this.#dialog.close(answer);
  }

  protected cancel(): void {
    this.#dialog.close(undefined);
  }
}
