import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  resource,
  signal,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { AuditEntryView } from '../../shared/contracts/http/audit-log.ts';
import type { CalendarView, SavedCalendarView } from '../../shared/contracts/http/calendar.ts';
import type { JobSummary } from '../../shared/contracts/http/job-view.ts';
import {
  deleteCalendar,
  listCalendarHistory,
  listJobs,
  readCalendar,
  saveCalendar,
} from '../../shared/contracts/http/operation-paths.ts';
import type { ApiAnswer, Page } from '../api/api-call.ts';
import { Api } from '../api/api.ts';
import { CallFailed } from '../api/problem.ts';
import { Session } from '../api/session.ts';
import { Confirm } from '../kit/feedback/confirm.ts';
import { Perform } from '../kit/feedback/perform.ts';
import { Icon } from '../kit/icon/icon.ts';
import { sameJson } from '../kit/json/json.ts';
import { PageHeader } from '../kit/page/page-header.ts';
import { dayName } from '../kit/schedule-calendar/month.ts';
import { LoadState } from '../kit/states/load-state.ts';
import { Instant } from '../kit/time/instant.ts';
import { Now } from '../kit/time/now.ts';
import { historyRows } from './calendar-history.ts';
import { dayChanges, daysOfText, inOrder, toggled, withRange } from './days.ts';
import { jobsThatName } from './jobs-that-name.ts';
import { YearView } from './year-view.ts';

/** A calendar: its days over a year, who uses it, who has changed it. */
@Component({
  selector: 'ek-calendar-detail',
  imports: [Icon, Instant, LoadState, PageHeader, RouterLink, YearView],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './calendar-detail.html',
  styleUrl: './calendar-detail.css',
})
export class CalendarDetail {
  readonly #api = inject(Api);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);
  readonly #now = inject(Now);

  readonly name = input.required<string>();
  /** As in `2026`. */
  readonly year = input<string>();

  /** A calendar that is not there yet has no version. */
  protected readonly calendar = resource({
    params: () => this.name(),
    loader: async ({ params: name }) => {
      try {
        const { body, etag } = await this.#api.call<CalendarView>(readCalendar, { path: { name } });
        return { dates: body?.dates ?? [], description: body?.description ?? '', etag };
      } catch (error) {
        if (error instanceof CallFailed && error.status === 404)
          return { dates: [], description: '', etag: undefined };
        throw error;
      }
    },
  });
  readonly #stored = computed(() => (this.calendar.hasValue() ? this.calendar.value() : undefined));
  protected readonly stored = computed(() => this.#stored()?.dates ?? []);
  protected readonly isNew = computed(
    () => this.#stored() !== undefined && this.#stored()?.etag === undefined,
  );
  protected readonly dates = linkedSignal<readonly string[]>(() => this.stored());
  protected readonly description = linkedSignal(() => this.#stored()?.description ?? '');
  protected readonly isDirty = computed(
    () =>
      !sameJson(this.dates(), this.stored()) || this.description() !== (this.#stored()?.description ?? ''),
  );
  protected readonly changes = computed(() => {
    const { added, removed } = dayChanges(this.stored(), this.dates());
    return [
      ...added.map((day) => `${dayName(day)} ${day.slice(0, 4)} is left out`),
      ...removed.map((day) => `${dayName(day)} ${day.slice(0, 4)} runs again`),
    ];
  });
  protected readonly shownYear = computed(() => {
    const year = Number(this.year());
    return Number.isInteger(year) && year >= 1970 && year <= 9999
      ? year
      : new Date(this.#now.ms()).getUTCFullYear();
  });
  protected readonly countOfYear = computed(
    () => this.dates().filter((day) => day.startsWith(`${this.shownYear()}-`)).length,
  );
  protected readonly isTyping = signal(false);
  protected readonly typed = linkedSignal(() => this.dates().join('\n'));
  protected readonly strange = computed(() => daysOfText(this.typed()).strange);
  protected readonly whyNot = computed(() =>
    this.#session.may('operator', '*')
      ? ''
      : 'You need the role operator in all value streams to change calendars.',
  );

  protected readonly users = resource({
    params: () => this.name(),
    loader: async ({ params: name, abortSignal }) =>
      jobsThatName(name, async (cursor) =>
        this.#api.read<Page<JobSummary>>(listJobs, {
          query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) },
          abortSignal,
        }),
      ),
  });
  protected readonly history = resource({
    params: () => this.name(),
    loader: async ({ params: name }) => {
      const page = await this.#api.read<Page<AuditEntryView>>(listCalendarHistory, {
        path: { name },
        query: { limit: 50 },
      });
      return historyRows(page.items);
    },
  });

  /** Whether the page may go elsewhere; asked by the router. */
  async mayLeave(): Promise<boolean> {
    if (!this.isDirty() || this.#isLeaving) return true;
    const answer = await this.#confirm.ask({
      title: 'Leave without saving?',
      consequences: this.changes().slice(0, 5),
      ...{ confirm: 'Leave', isDangerous: true },
    });
    return answer !== undefined;
  }
  #isLeaving = false;

  protected async show(year: number): Promise<void> {
    await this.#router.navigate([], {
      queryParams: { year },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected toggle(day: string): void {
    this.dates.update((days) => toggled(days, day));
  }

  protected addRange({ first, last }: { readonly first: string; readonly last: string }): void {
    this.dates.update((days) => withRange(days, first, last));
  }

  protected take(): void {
    this.dates.set(inOrder(daysOfText(this.typed()).days));
    this.isTyping.set(false);
  }

  protected drop(): void {
    this.dates.set(this.stored());
    this.description.set(this.#stored()?.description ?? '');
  }

  protected async save(): Promise<void> {
    const former = this.#stored();
    if (former === undefined) return;
    const answer = await this.#confirm.ask({
      title: `Save ${this.name()}?`,
      consequences: [
        ...this.changes().slice(0, 8),
        ...(this.changes().length > 8 ? [`and ${this.changes().length - 8} more days`] : []),
        'The jobs that name it get their next slots anew. Past slots are never run again.',
      ],
      confirm: 'Save the calendar',
    });
    if (answer === undefined) return;
    let etag: string | undefined;
    const save = async () => {
      const saved = await this.#store(this.dates(), this.description(), former.etag);
      etag = saved.etag;
      return saved;
    };
    // What somebody else has made of it after that is theirs.
    const run = async () => {
      await this.#store(former.dates, former.description, etag);
    };
    await this.#perform.run(save, {
      done: ({ body }) => savedWords(this.name(), body?.jobs),
      ...(former.etag === undefined ? {} : { undo: { label: 'Undo', run } }),
    });
  }

  protected async remove(): Promise<void> {
    const { etag } = this.#stored() ?? {};
    if (etag === undefined) return;
    const answer = await this.#confirm.ask({
      title: `Delete ${this.name()}?`,
      consequences: ['It is gone for all value streams. One that a job names is not deleted.'],
      ...{ confirm: 'Delete the calendar', isDangerous: true },
    });
    if (answer === undefined) return;
    const path = { name: this.name() };
    const [dates, description] = [this.stored(), this.#stored()?.description ?? ''];
    const gone = await this.#perform.run(
      async () => {
        await this.#api.call(deleteCalendar, { path, ifMatch: etag });
        return true;
      },
      {
        done: `Deleted ${this.name()}.`,
        undo: {
          label: 'Undo',
          run: async () => {
            await this.#put(path.name, { dates, description });
          },
        },
      },
    );
    if (gone !== true) return;
    this.#isLeaving = true;
    await this.#router.navigate(['/calendars']);
  }

  async #store(
    dates: readonly string[],
    description: string,
    etag: string | undefined,
  ): Promise<ApiAnswer<SavedCalendarView>> {
    const saved = await this.#put(this.name(), { dates, description }, etag);
    this.calendar.reload();
    this.history.reload();
    return saved;
  }

  async #put(
    name: string,
    { dates, description }: { dates: readonly string[]; description: string },
    etag?: string,
  ): Promise<ApiAnswer<SavedCalendarView>> {
    return this.#api.call<SavedCalendarView>(saveCalendar, {
      path: { name },
      body: { dates, ...(description === '' ? {} : { description }) },
      ...(etag === undefined ? {} : { ifMatch: etag }),
    });
  }
}

function savedWords(
  name: string,
  { replanned, failed }: SavedCalendarView['jobs'] = { replanned: 0, failed: 0 },
): string {
  const jobs = replanned === 0 ? 'No job names it yet.' : `Jobs with new slots: ${replanned}.`;
  const wrong = failed === 0 ? '' : ` ${failed} could not be replanned: save again to finish.`;
  return `Saved ${name}. ${jobs}${wrong}`;
}
