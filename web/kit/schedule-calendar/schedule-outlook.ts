import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  resource,
} from '@angular/core';
import type { PreviewView } from '../../../shared/contracts/http/preview.ts';
import { previewRecurrences } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { Icon } from '../icon/icon.ts';
import { isJsonObject, textAt } from '../json/json.ts';
import { lastValue } from '../resources/last-value.ts';
import { settled } from '../settled/settled.ts';
import { formatDistance, formatInstant, viewerZone } from '../time/format-instant.ts';
import { Now } from '../time/now.ts';
import { isZone, zonedDay } from '../time/zoned-time.ts';
import { noteWords } from './day-slots.ts';
import { readMonth } from './read-month.ts';
import { ScheduleCalendar } from './schedule-calendar.ts';
import { ScrollX } from '../table/scroll-x.ts';

const COUNT = 10;
const REST_MS = 350;

/** What recurrences come to, as the server tells it: in words, the next slots, warnings, a month. */
@Component({
  selector: 'ek-schedule-outlook',
  imports: [ScrollX, Icon, ScheduleCalendar],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './schedule-outlook.html',
  styleUrl: './schedule-outlook.css',
})
export class ScheduleOutlook {
  readonly #api = inject(Api);
  readonly #now = inject(Now);

  /** As the API takes them; ones with faults are told of by whoever edits them. */
  readonly recurrences = input.required<readonly unknown[]>();

  readonly #asked = settled(() => this.recurrences(), REST_MS);
  readonly #preview = resource({
    params: () => (this.#asked()?.length === 0 ? undefined : this.#asked()),
    loader: async ({ params, abortSignal }) =>
      this.#ask(params, { after: new Date(Date.now()).toISOString(), count: COUNT }, abortSignal),
  });
  readonly #kept = lastValue(this.#preview);

  protected readonly isBroken = computed(() => this.#preview.error() !== undefined);
  protected readonly preview = computed(() => this.#kept());
  protected readonly viewer = viewerZone();
  /** The zone of the first recurrence that names one. */
  protected readonly zone = computed(() => {
    const named = (this.#asked() ?? []).map((each) => (isJsonObject(each) ? textAt(each, 'timeZone') : ''));
    return named.find((name) => isZone(name)) ?? this.viewer;
  });

  protected readonly rows = computed(() => {
    const nowMs = this.#now.ms();
    return (this.preview()?.slots ?? []).map((slot) => {
      const at = Date.parse(slot.dueAt);
      return {
        dueAt: slot.dueAt,
        inZone: formatInstant(at, { timeZone: this.zone(), nowMs }),
        inMine: formatInstant(at, { timeZone: this.viewer, nowMs }),
        far: formatDistance(at, nowMs),
        note: noteWords(slot),
      };
    });
  });

  protected readonly today = computed(() => zonedDay(this.#now.ms(), this.zone()));
  protected readonly month = linkedSignal(() =>
    zonedDay(Date.parse(this.preview()?.slots[0]?.dueAt ?? '') || Date.now(), this.zone()).slice(0, 7),
  );

  readonly #month = resource({
    params: () =>
      this.isBroken() || this.preview() === undefined
        ? undefined
        : { recurrences: this.#asked() ?? [], month: this.month(), timeZone: this.zone() },
    loader: async ({ params: { recurrences, month, timeZone }, abortSignal }) =>
      readMonth((after, count) => this.#ask(recurrences, { after, count }, abortSignal), {
        ...{ month, timeZone, notBefore: Date.now() },
      }),
  });
  protected readonly slots = computed(() =>
    this.#month.hasValue() && !this.#month.isLoading() ? this.#month.value() : undefined,
  );

  async #ask(
    recurrences: readonly unknown[],
    range: { readonly after: string; readonly count: number },
    abortSignal: AbortSignal,
  ): Promise<PreviewView> {
    return this.#api.read<PreviewView>(previewRecurrences, { body: { recurrences, ...range }, abortSignal });
  }
}
