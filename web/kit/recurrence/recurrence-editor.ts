import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { textAt, type JsonObject } from '../json/json.ts';
import { viewerZone } from '../time/format-instant.ts';
import { InstantField } from '../time/instant-field.ts';
import { ZoneField } from '../time/zone-field.ts';
import { isZone } from '../time/zoned-time.ts';
import { ExclusionList } from './exclusion-list.ts';
import { CLOCK_RULES, DIALECTS, EVERY, MONTH_DAYS, WEEKDAY_NAMES } from './recurrence-options.ts';
import { fromChoice, toChoice, type RecurrenceChoice, type Weekday } from './recurrence-choice.ts';

/** A fault of a recurrence, by a pointer into it. */
export interface RecurrenceFault {
  readonly pointer: string;
  readonly detail: string;
}

const DEFAULT_TIME = '06:00';

/** One recurrence: by plain choices, or as a cron expression. What is chosen is told as the API takes it. */
@Component({
  selector: 'ek-recurrence-editor',
  imports: [ExclusionList, InstantField, ZoneField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './recurrence-editor.html',
  styleUrl: './recurrence-editor.css',
})
export class RecurrenceEditor {
  readonly recurrence = input.required<JsonObject>();
  /** Its fields' ids begin with this, and go on with the pointer into it. */
  readonly fieldId = input.required<string>();
  readonly faults = input<readonly RecurrenceFault[]>([]);
  /** Names of the calendars that there are. */
  readonly calendars = input<readonly string[]>([]);
  readonly changed = output<JsonObject>();

  protected readonly every = EVERY;
  protected readonly dialects = DIALECTS;
  protected readonly clockRules = CLOCK_RULES;
  protected readonly monthDays = MONTH_DAYS;
  protected readonly weekdays = WEEKDAY_NAMES;

  /** Whether a cron expression is typed that could be chosen in plain words too. */
  readonly #isTyping = signal(false);
  readonly #choice = computed(() => toChoice(this.recurrence()));
  protected readonly mode = computed(() => (this.#isTyping() ? 'cron' : this.#choice().every));
  protected readonly isInterval = computed(() => this.recurrence()['type'] === 'interval');
  protected readonly isOnce = computed(() => this.recurrence()['type'] === 'once');
  protected readonly zone = computed(() => textAt(this.recurrence(), 'timeZone'));
  /** In which instants are typed. */
  protected readonly typingZone = computed(() => (isZone(this.zone()) ? this.zone() : viewerZone()));

  protected readonly count = computed(() => {
    const choice = this.#choice();
    return 'count' in choice ? choice.count : 1;
  });
  protected readonly time = computed(() => {
    const choice = this.#choice();
    return 'time' in choice ? choice.time : DEFAULT_TIME;
  });
  protected readonly days = computed((): readonly Weekday[] => {
    const choice = this.#choice();
    return 'days' in choice ? choice.days : [];
  });
  protected readonly on = computed(() => {
    const choice = this.#choice();
    return choice.every === 'month' ? choice.on : '1';
  });
  protected readonly rareFields = computed(
    () =>
      ['startAt', 'endAt', 'exclusions', 'dst'].filter((name) => this.recurrence()[name] !== undefined)
        .length,
  );

  protected text(field: string): string {
    return textAt(this.recurrence(), field);
  }

  protected instant(field: string): string | undefined {
    const text = this.text(field);
    return text === '' ? undefined : text;
  }

  protected fault(field: string): string | undefined {
    const found = this.faults().filter(({ pointer }) => pointer === `/${field}`);
    return found.length === 0 ? undefined : found.map(({ detail }) => detail).join(' ');
  }

  protected readonly exclusionFaults = computed(() =>
    this.faults().filter(({ pointer }) => pointer.startsWith('/exclusions')),
  );

  protected chooseEvery(text: string): void {
    const every = EVERY.find(({ value }) => value === text)?.value ?? 'cron';
    this.#isTyping.set(every === 'cron');
    const isCron = this.recurrence()['type'] === 'cron';
    if (every !== 'cron' || !isCron) this.#choose(this.#startOf(every));
  }

  protected chooseCount(text: string): void {
    const count = Number(text);
    const choice = this.#choice();
    if (Number.isInteger(count) && count > 0 && 'count' in choice) this.#choose({ ...choice, count });
  }

  protected chooseTime(time: string): void {
    const choice = this.#choice();
    if (time !== '' && 'time' in choice) this.#choose({ ...choice, time });
  }

  protected chooseMonthDay(text: string): void {
    const on = MONTH_DAYS.flatMap(({ days }) => days).find(({ value }) => value === text)?.value;
    if (on !== undefined) this.#choose({ every: 'month', on, time: this.time() });
  }

  /** The last day that is chosen stays: a week without any names nothing. */
  protected toggleDay(day: Weekday): void {
    const days = this.days();
    const next = days.includes(day) ? days.filter((each) => each !== day) : [...days, day];
    if (next.length > 0) this.#choose({ every: 'week', days: next, time: this.time() });
  }

  protected set(field: string, value: unknown): void {
    const { [field]: _former, ...rest } = this.recurrence();
    const isGone = value === undefined || value === '' || Number.isNaN(value);
    this.changed.emit(isGone ? rest : { ...this.recurrence(), [field]: value });
  }

  /** An expression stays one while it is typed, whatever plain words it comes to. */
  protected typeExpression(text: string): void {
    this.#isTyping.set(true);
    this.changed.emit({ ...this.recurrence(), type: 'cron', expression: text });
  }

  #startOf(every: RecurrenceChoice['every']): RecurrenceChoice {
    const time = this.time();
    switch (every) {
      case 'minutes':
        return { every, count: 15 };
      case 'hours':
        return { every, count: 1 };
      case 'day':
      case 'working-day':
        return { every, time };
      case 'week':
        return { every, days: ['MON'], time };
      case 'month':
        return { every, on: '1', time };
      case 'cron':
      case 'once':
        return { every };
    }
  }

  #choose(choice: RecurrenceChoice): void {
    const { timeZone, dst, startAt, endAt, exclusions } = this.recurrence();
    const chosen = fromChoice(choice);
    if (chosen['type'] === 'once') {
      this.changed.emit(chosen);
      return;
    }
    const bounds = { startAt, endAt, exclusions };
    const zoned = { timeZone: timeZone ?? viewerZone(), ...(chosen['type'] === 'cron' ? { dst } : {}) };
    this.changed.emit(withoutAbsent({ ...chosen, ...zoned, ...bounds }));
  }
}

function withoutAbsent(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
