import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Icon } from '../../../kit/icon/icon.ts';
import { isJsonObject, listOf, type JsonObject } from '../../../kit/json/json.ts';
import { RecurrenceEditor } from '../../../kit/recurrence/recurrence-editor.ts';
import { viewerZone } from '../../../kit/time/format-instant.ts';
import { FormDraft } from '../draft/form-draft.ts';
import { fieldId } from '../fields/field.ts';
import { SuggestionLists } from '../fields/suggestions.ts';

const RECURRENCES = '/recurrences';

/** When the job is due: its recurrences. */
@Component({
  selector: 'ek-schedule-section',
  imports: [Icon, RecurrenceEditor],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './schedule-section.html',
  styleUrl: './schedule-section.css',
})
export class ScheduleSection {
  readonly #draft = inject(FormDraft);
  protected readonly suggestions = inject(SuggestionLists);

  protected readonly listId = fieldId(RECURRENCES);
  protected readonly rows = computed(() =>
    listOf(this.#draft.document()['recurrences']).map((value, index) => {
      const pointer = `${RECURRENCES}/${index}`;
      const ofIt = this.#draft.faults().filter((fault) => fault.pointer.startsWith(`${pointer}/`));
      return {
        id: fieldId(pointer),
        recurrence: isJsonObject(value) ? value : {},
        faults: ofIt.map(({ pointer: whole, detail }) => ({ pointer: whole.slice(pointer.length), detail })),
      };
    }),
  );
  protected readonly listFaults = computed(() =>
    this.#draft
      .faults()
      .filter(({ pointer }) => pointer === RECURRENCES || /^\/recurrences\/\d+$/.test(pointer))
      .map(({ detail }) => detail),
  );

  protected change(index: number, recurrence: JsonObject): void {
    this.#draft.set(`${RECURRENCES}/${index}`, recurrence);
  }

  protected add(): void {
    const rows = listOf(this.#draft.document()['recurrences']);
    const zone = rows.flatMap((row) =>
      isJsonObject(row) && row['timeZone'] !== undefined ? [row['timeZone']] : [],
    )[0];
    this.#draft.set(RECURRENCES, [
      ...rows,
      { type: 'cron', expression: '0 18 * * *', timeZone: zone ?? viewerZone() },
    ]);
  }

  protected remove(index: number): void {
    const rows = listOf(this.#draft.document()['recurrences']);
    this.#draft.set(
      RECURRENCES,
      rows.filter((_, at) => at !== index),
    );
  }
}
