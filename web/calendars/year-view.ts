import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { dayName, monthName, weeksOf } from '../kit/schedule-calendar/month.ts';

/** A year with the days of a calendar; a day is chosen by a click, with Shift all since the one before. */
@Component({
  selector: 'ek-year-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="months">
      @for (month of months(); track month.month) {
        <table>
          <caption>
            {{
              month.name
            }}
          </caption>
          <thead>
            <tr>
              @for (letter of letters; track $index) {
                <th scope="col">{{ letter }}</th>
              }
            </tr>
          </thead>
          <tbody>
            @for (week of month.weeks; track $index) {
              <tr>
                @for (day of week; track day.day) {
                  <td>
                    @if (day.isInside) {
                      <button
                        type="button"
                        class="figure"
                        [class.weekend]="day.isWeekend"
                        [class.changed]="day.isChanged"
                        [attr.aria-pressed]="day.isChosen"
                        [attr.aria-label]="day.label"
                        [disabled]="isFixed()"
                        (click)="choose(day.day, $event)"
                      >
                        {{ day.number }}
                      </button>
                    }
                  </td>
                }
              </tr>
            }
          </tbody>
        </table>
      }
    </div>
  `,
  styleUrl: './year-view.css',
})
export class YearView {
  readonly year = input.required<number>();
  readonly days = input.required<readonly string[]>();
  /** As they are stored, to show what is new. */
  readonly stored = input<readonly string[]>([]);
  readonly isFixed = input(false);
  readonly toggled = output<string>();
  readonly ranged = output<{ readonly first: string; readonly last: string }>();

  readonly #last = signal<string | undefined>(undefined);
  protected readonly letters = ['M', 'T', 'W', 'T', 'F', 'S', 'S'];

  protected readonly months = computed(() => {
    const [chosen, stored] = [new Set(this.days()), new Set(this.stored())];
    return Array.from(
      { length: 12 },
      (_, index) => `${this.year()}-${String(index + 1).padStart(2, '0')}`,
    ).map((month) => ({
      month,
      name: monthName(month).split(' ')[0],
      weeks: weeksOf(month).map((week) =>
        week.map((day, weekday) => ({
          ...{ day, number: Number(day.slice(8)), isInside: day.startsWith(month), isWeekend: weekday > 4 },
          ...{
            isChosen: chosen.has(day),
            isChanged: chosen.has(day) !== stored.has(day),
            label: dayName(day),
          },
        })),
      ),
    }));
  });

  protected choose(day: string, event: MouseEvent): void {
    const last = this.#last();
    this.#last.set(day);
    if (event.shiftKey && last !== undefined) this.ranged.emit({ first: last, last: day });
    else this.toggled.emit(day);
  }
}
