import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { DateAdapter } from '@angular/material/core';
import { MatCalendar, yearsPerPage } from '@angular/material/datepicker';
import { Icon } from '../icon/icon.ts';

const STEPS = {
  month: { months: 1, words: 'month' },
  year: { months: 12, words: 'year' },
  'multi-year': { months: 12 * yearsPerPage, words: `${yearsPerPage} years` },
} as const;

/** Which month is shown, and the ways to others. Its words are in its name, which those of the calendar's own are not. */
@Component({
  selector: 'ek-calendar-header',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="button quiet small" (click)="turn()">
      <span aria-live="polite">{{ title() }}</span>
      <span class="visually-hidden">{{ view() === 'month' ? ', choose a year' : ', choose a day' }}</span>
      <ek-icon [name]="view() === 'month' ? 'chevron-down' : 'chevron-up'" [size]="13" />
    </button>
    <button
      type="button"
      class="button quiet icon back"
      [attr.aria-label]="'Back by a ' + step().words"
      [disabled]="!leadsTo(-1)"
      (click)="go(-1)"
    >
      <ek-icon name="chevron-left" [size]="16" />
    </button>
    <button
      type="button"
      class="button quiet icon"
      [attr.aria-label]="'On by a ' + step().words"
      [disabled]="!leadsTo(1)"
      (click)="go(1)"
    >
      <ek-icon name="chevron-right" [size]="16" />
    </button>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 2px;
      padding-bottom: 4px;
    }
    .small {
      min-height: 32px;
      color: var(--ink);
      font-size: 13px;
      font-weight: 600;
    }
    .back {
      margin-left: auto;
    }
  `,
})
export class CalendarHeader {
  readonly #calendar = inject<MatCalendar<string>>(MatCalendar);
  readonly #days = inject<DateAdapter<string>>(DateAdapter);
  readonly #shown = signal(this.#look());

  protected readonly view = computed(() => this.#shown().view);
  protected readonly step = computed(() => STEPS[this.view()]);
  protected readonly title = computed(() => {
    const { view, day } = this.#shown();
    if (view === 'month') return this.#days.format(day, 'month and year');
    return view === 'year' ? this.#days.getYearName(day) : 'Choose a year';
  });

  constructor() {
    this.#calendar.stateChanges.pipe(takeUntilDestroyed()).subscribe(() => {
      this.#shown.set(this.#look());
    });
  }

  protected turn(): void {
    this.#calendar.currentView = this.view() === 'month' ? 'multi-year' : 'month';
  }

  protected go(by: 1 | -1): void {
    const { day } = this.#shown();
    this.#calendar.activeDate = this.#days.addCalendarMonths(day, by * this.step().months);
  }

  /** Whether there is a day that can be chosen, that way. */
  protected leadsTo(by: 1 | -1): boolean {
    const { minDate, maxDate } = this.#calendar;
    const { day } = this.#shown();
    const month = day.slice(0, 7);
    return by < 0 ? !minDate || minDate.slice(0, 7) < month : !maxDate || maxDate.slice(0, 7) > month;
  }

  #look(): { readonly view: keyof typeof STEPS; readonly day: string } {
    return { view: this.#calendar.currentView, day: this.#calendar.activeDate };
  }
}
