import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, output } from '@angular/core';
import { Icon } from '../icon/icon.ts';
import { clockChanges } from './clock-changes.ts';
import { slotsByDay } from './day-slots.ts';
import { dayName, monthName, shiftMonth, weeksOf, type Month } from './month.ts';
import type { MonthSlots } from './read-month.ts';

/** So many times stand in a day's square; the others are counted. */
const SHOWN_TIMES = 2;

const NONE: MonthSlots = { slots: [], skipped: [] };

/** A month with the slots of a schedule, and with the days on which clocks change. */
@Component({
  selector: 'ek-schedule-calendar',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './schedule-calendar.html',
  styleUrl: './schedule-calendar.css',
})
export class ScheduleCalendar {
  readonly month = input.required<Month>();
  /** In which days begin and times are shown. */
  readonly zone = input.required<string>();
  /** Undefined while they are read. */
  readonly slots = input.required<MonthSlots | undefined>();
  /** As in `2026-11-21`. */
  readonly today = input<string>();
  readonly monthChanged = output<Month>();

  protected readonly weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  protected readonly title = computed(() => monthName(this.month()));
  readonly #changes = computed(() => clockChanges(this.month(), this.zone()));
  readonly #days = computed(() => slotsByDay((this.slots() ?? NONE).slots, this.zone()));
  readonly #cutOn = computed(() =>
    this.slots()?.isCutAt === undefined ? undefined : [...this.#days().keys()].at(-1),
  );

  protected readonly weeks = computed(() =>
    weeksOf(this.month()).map((week) =>
      week.map((day) => {
        const slots = day.startsWith(this.month()) ? (this.#days().get(day) ?? []) : [];
        const change = this.#changes().get(day);
        return {
          ...{ day, number: Number(day.slice(8)), isOutside: !day.startsWith(this.month()) },
          ...{ isToday: day === this.today(), change, count: slots.length },
          times: slots.slice(0, SHOWN_TIMES).map(({ time }) => time),
          isUnknown: this.#isUnknown(day),
          label: labelOf(day, slots.length, change),
        };
      }),
    ),
  );

  protected readonly chosen = linkedSignal<Month, string | undefined>({
    source: () => this.month(),
    computation: () => undefined,
  });

  protected readonly detail = computed(() => {
    const day = this.chosen();
    if (day === undefined) return undefined;
    return { name: dayName(day), change: this.#changes().get(day), slots: this.#days().get(day) ?? [] };
  });

  protected readonly changes = computed(() =>
    [...this.#changes()]
      .filter(([day]) => day.startsWith(this.month()))
      .map(([day, words]) => ({ day: dayName(day), words, left: this.#leftOutOn(day) })),
  );

  protected step(by: number): void {
    this.monthChanged.emit(shiftMonth(this.month(), by));
  }

  protected choose(day: string): void {
    this.chosen.update((chosen) => (chosen === day ? undefined : day));
  }

  #isUnknown(day: string): boolean {
    const cut = this.#cutOn();
    return cut !== undefined && day > cut && day.startsWith(this.month());
  }

  #leftOutOn(day: string): string {
    const left = (this.slots() ?? NONE).skipped.filter(({ localTime }) => localTime.startsWith(day));
    return left.length === 0
      ? ''
      : ` Left out: ${left.map(({ localTime }) => localTime.slice(11, 16)).join(', ')}.`;
  }
}

function labelOf(day: string, count: number, change: string | undefined): string {
  const slots = count === 0 ? 'no slot' : count === 1 ? '1 slot' : `${count} slots`;
  return [dayName(day), slots, ...(change === undefined ? [] : [change])].join(', ');
}
