import { CdkTrapFocus } from '@angular/cdk/a11y';
import { CdkConnectedOverlay, CdkOverlayOrigin, type ConnectedPosition } from '@angular/cdk/overlay';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  input,
  linkedSignal,
  model,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Icon } from '../icon/icon.ts';
import { DayCalendar } from './day-calendar.ts';
import { readClock, readDay, readLocal, wordsOfLocal } from './typed-day.ts';
import { zonedDay } from './zoned-time.ts';

const POSITIONS: ConnectedPosition[] = [
  { originX: 'end', originY: 'bottom', overlayX: 'end', overlayY: 'top', offsetY: 4 },
  { originX: 'end', originY: 'top', overlayX: 'end', overlayY: 'bottom', offsetY: -4 },
];

/**
 * A day, or a day and its time, typed or chosen from a calendar. What cannot be read is no value: the field says so once
 * it is left, and the form around it is not sent.
 */
@Component({
  selector: 'ek-calendar-input',
  imports: [CdkConnectedOverlay, CdkOverlayOrigin, CdkTrapFocus, DayCalendar, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './calendar-input.html',
  styleUrl: './calendar-input.css',
})
export class CalendarInput {
  readonly inputId = input.required<string>();
  /** What is asked for; said of the calendar, and of the field where nothing else labels it. */
  readonly label = input.required<string>();
  readonly isLabelled = input(true);
  /** `2026-11-21T14:05`, or `2026-11-21` without a time; empty where there is none. */
  readonly local = input.required<string>();
  readonly hasTime = input(true);
  /** Whose today is marked. */
  readonly zone = input.required<string>();
  /** The first day that can be chosen. */
  readonly min = input<string>();
  /** The last one. */
  readonly max = input<string>();
  readonly isInvalid = input(false);
  readonly describedBy = input<string>();
  /** As `local` is; empty when the field was emptied, or cannot be read. */
  readonly changed = output<string>();
  /** Whether it was left with what cannot be read. */
  readonly misread = model(false);

  protected readonly opener = viewChild.required<ElementRef<HTMLButtonElement>>('opener');
  protected readonly positions = POSITIONS;
  protected readonly isOpen = signal(false);
  /** What was typed stays under the hands of whoever types, as long as it means what there is. */
  protected readonly text = linkedSignal<string, string>({
    source: () => this.local(),
    computation: (local, typed) =>
      typed !== undefined && (this.#read(typed.value) ?? '') === local ? typed.value : wordsOfLocal(local),
  });
  protected readonly day = computed(() => this.local().slice(0, 10));
  protected readonly time = computed(() => this.local().slice(11, 16));

  protected type(field: HTMLInputElement): void {
    const read = this.#read(field.value);
    const isFault = read === undefined && field.value.trim() !== '';
    field.setCustomValidity(isFault ? `Write it as in ${this.hasTime() ? EXAMPLE : EXAMPLE_DAY}.` : '');
    if (!isFault) this.misread.set(false);
    this.text.set(field.value);
    this.changed.emit(read ?? '');
  }

  protected settle(field: HTMLInputElement): void {
    const read = this.#read(field.value);
    this.misread.set(read === undefined && field.value.trim() !== '');
    if (read !== undefined) this.text.set(wordsOfLocal(read));
  }

  protected choose(day: string): void {
    this.#give(this.hasTime() ? `${day}T${this.time() || '00:00'}` : day);
    if (!this.hasTime()) this.close();
  }

  protected chooseTime(clock: HTMLInputElement): void {
    const time = readClock(clock.value);
    if (time === undefined) clock.value = this.time();
    else this.#give(`${this.day() || zonedDay(Date.now(), this.zone())}T${time}`);
  }

  protected open(event: Event): void {
    event.preventDefault();
    this.isOpen.set(true);
  }

  protected close(): void {
    this.isOpen.set(false);
    this.opener().nativeElement.focus();
  }

  protected press(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    // Not what is below it too: a dialog stays.
    event.stopPropagation();
    this.close();
  }

  #give(local: string): void {
    this.misread.set(false);
    this.text.set(wordsOfLocal(local));
    this.changed.emit(local);
  }

  #read(text: string): string | undefined {
    return this.hasTime() ? readLocal(text) : readDay(text);
  }
}

const EXAMPLE_DAY = '21 Nov 2026';
const EXAMPLE = `${EXAMPLE_DAY}, 14:05`;
