import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { DateAdapter, MAT_DATE_FORMATS } from '@angular/material/core';
import { MatCalendar } from '@angular/material/datepicker';
import { CalendarHeader } from './calendar-header.ts';
import { DAY_FORMATS, DayAdapter } from './day-adapter.ts';
import { isDay } from './day-arithmetic.ts';

/** A month of days to choose one of; months and years can be gone through. The chosen day, or today, has the focus. */
@Component({
  selector: 'ek-day-calendar',
  imports: [MatCalendar],
  providers: [
    DayAdapter,
    { provide: DateAdapter, useExisting: DayAdapter },
    { provide: MAT_DATE_FORMATS, useValue: DAY_FORMATS },
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mat-calendar
      [headerComponent]="header"
      [selected]="selected()"
      [startAt]="selected()"
      [minDate]="min() || null"
      [maxDate]="max() || null"
      (selectedChange)="choose($event)"
    />
  `,
  styles: `
    mat-calendar {
      display: block;
      --mat-datepicker-calendar-text-size: 12.5px;
      --mat-datepicker-calendar-body-label-text-size: 12.5px;
      --mat-datepicker-calendar-body-label-text-weight: 550;
      --mat-datepicker-calendar-period-button-text-size: 13px;
      --mat-datepicker-calendar-period-button-text-weight: 600;
      --mat-datepicker-calendar-header-text-size: 11.5px;
      --mat-datepicker-calendar-header-text-color: var(--ink-3);
      --mat-datepicker-calendar-header-divider-color: transparent;
      --mat-datepicker-calendar-date-text-color: var(--ink);
      --mat-datepicker-calendar-date-hover-state-background-color: var(--surface-2);
      --mat-datepicker-calendar-date-focus-state-background-color: var(--keel-soft);
      --mat-datepicker-calendar-date-today-outline-color: var(--keel);
      --mat-datepicker-calendar-date-selected-state-background-color: var(--keel);
      --mat-datepicker-calendar-date-selected-state-text-color: var(--on-keel);
      --mat-datepicker-calendar-date-disabled-state-text-color: var(--ink-3);
    }
  `,
})
export class DayCalendar {
  readonly #adapter = inject(DayAdapter);
  protected readonly calendar = viewChild.required<MatCalendar<string>>(MatCalendar);

  protected readonly header = CalendarHeader;

  /** `2026-11-21`; empty where none is chosen. */
  readonly day = input.required<string>();
  readonly zone = input.required<string>();
  readonly min = input<string>();
  readonly max = input<string>();
  readonly chosen = output<string>();

  protected readonly selected = computed(() => (isDay(this.day()) ? this.day() : null));

  constructor() {
    effect(() => {
      this.#adapter.zone = this.zone();
    });
    afterNextRender(() => {
      this.calendar().focusActiveCell();
    });
  }

  protected choose(day: string | null): void {
    if (day !== null) this.chosen.emit(day);
  }
}
