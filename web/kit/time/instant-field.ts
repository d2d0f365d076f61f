import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { CalendarInput } from './calendar-input.ts';
import { wordsOfLocal } from './typed-day.ts';
import { fromZonedText, toZonedText, zonedDay } from './zoned-time.ts';

/** Asks for an instant, as the clocks of a zone show it. */
@Component({
  selector: 'ek-instant-field',
  imports: [CalendarInput],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="field">
      <label [for]="fieldId()">{{ label() }}</label>
      <ek-calendar-input
        [inputId]="fieldId()"
        [label]="label()"
        [local]="local()"
        [zone]="zone()"
        [min]="dayOf(min())"
        [max]="dayOf(max())"
        [isInvalid]="told() !== undefined"
        [describedBy]="fieldId() + ':hint'"
        [(misread)]="misread"
        (changed)="change($event)"
      />
      @if (told(); as fault) {
        <span class="fault" [id]="fieldId() + ':hint'">{{ fault }}</span>
      } @else {
        <span class="hint" [id]="fieldId() + ':hint'"
          >{{ zone().replaceAll('_', ' ') }} time{{ hint() }}</span
        >
      }
    </div>
  `,
})
export class InstantField {
  readonly fieldId = input.required<string>();
  readonly label = input.required<string>();
  /** ISO 8601, or nothing. */
  readonly at = input.required<string | undefined>();
  readonly zone = input.required<string>();
  /** Said after the zone. */
  readonly hint = input('');
  readonly fault = input<string>();
  /** The first and the last instant that may be meant (ISO 8601); others are given all the same, and said to be wrong. */
  readonly min = input<string>();
  readonly max = input<string>();
  /** ISO 8601 in UTC; undefined where the field was emptied, or cannot be read. */
  readonly changed = output<string | undefined>();

  protected readonly misread = signal(false);
  protected readonly local = computed(() => this.#shown(this.at()));
  protected readonly told = computed(() => {
    if (this.misread()) return 'Write it as in 21 Nov 2026, 14:05.';
    return this.fault() ?? this.#outOfRange();
  });

  protected dayOf(at: string | undefined): string | undefined {
    const ms = Date.parse(at ?? '');
    return Number.isNaN(ms) ? undefined : zonedDay(ms, this.zone());
  }

  protected change(local: string): void {
    const ms = fromZonedText(local, this.zone());
    this.changed.emit(ms === undefined ? undefined : new Date(ms).toISOString().replace('.000Z', 'Z'));
  }

  #shown(at: string | undefined): string {
    const ms = Date.parse(at ?? '');
    return Number.isNaN(ms) ? '' : toZonedText(ms, this.zone());
  }

  #outOfRange(): string | undefined {
    const [at, min, max] = [this.at(), this.min(), this.max()].map((text) => Date.parse(text ?? ''));
    if (at === undefined || min === undefined || max === undefined) return undefined;
    if (at < min) return `Not before ${wordsOfLocal(this.#shown(this.min()))}.`;
    return at > max ? `Not after ${wordsOfLocal(this.#shown(this.max()))}.` : undefined;
  }
}
