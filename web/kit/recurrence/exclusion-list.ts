import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { Icon } from '../icon/icon.ts';
import { isJsonObject, listOf, textAt, type JsonObject } from '../json/json.ts';
import { CalendarInput } from '../time/calendar-input.ts';
import { InstantField } from '../time/instant-field.ts';
import { EXCLUSIONS } from './recurrence-options.ts';

/** What a recurrence leaves out. */
@Component({
  selector: 'ek-exclusion-list',
  imports: [CalendarInput, Icon, InstantField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './exclusion-list.html',
  styleUrl: './exclusion-list.css',
})
export class ExclusionList {
  readonly exclusions = input.required<unknown>();
  readonly fieldId = input.required<string>();
  readonly zone = input.required<string>();
  readonly calendars = input<readonly string[]>([]);
  /** With pointers into the recurrence. */
  readonly faults = input<readonly { readonly pointer: string; readonly detail: string }[]>([]);
  /** Undefined when nothing is left out any more. */
  readonly changed = output<readonly JsonObject[] | undefined>();

  protected readonly kinds = EXCLUSIONS;
  protected readonly rows = computed(() =>
    listOf(this.exclusions()).map((each) => (isJsonObject(each) ? each : {})),
  );

  protected text(row: JsonObject, field: string): string {
    return textAt(row, field);
  }

  protected faultsOf(index: number): string {
    return this.faults()
      .filter(
        ({ pointer }) => pointer === `/exclusions/${index}` || pointer.startsWith(`/exclusions/${index}/`),
      )
      .map(({ detail }) => detail)
      .join(' ');
  }

  protected add(): void {
    const [first] = this.calendars();
    this.changed.emit([
      ...this.rows(),
      first === undefined ? { type: 'date', on: '' } : { type: 'calendar', name: first },
    ]);
  }

  protected remove(index: number): void {
    const rows = this.rows().filter((_, at) => at !== index);
    this.changed.emit(rows.length === 0 ? undefined : rows);
  }

  protected become(index: number, type: string): void {
    this.#replace(index, { type });
  }

  protected set(index: number, field: string, value: string | undefined): void {
    this.#replace(index, { ...this.rows()[index], [field]: value ?? '' });
  }

  #replace(index: number, row: JsonObject): void {
    this.changed.emit(this.rows().with(index, row));
  }
}
