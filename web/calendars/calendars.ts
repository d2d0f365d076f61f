import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  linkedSignal,
  resource,
  signal,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { CalendarPageView } from '../../shared/contracts/http/calendar.ts';
import { listCalendars } from '../../shared/contracts/http/operation-paths.ts';
import { Api } from '../api/api.ts';
import { Session } from '../api/session.ts';
import { Perform } from '../kit/feedback/perform.ts';
import { Icon } from '../kit/icon/icon.ts';
import { PageHeader } from '../kit/page/page-header.ts';
import { EmptyState } from '../kit/states/empty-state.ts';
import { LoadState } from '../kit/states/load-state.ts';
import { ScrollX } from '../kit/table/scroll-x.ts';

/** The calendars that jobs leave days out by. */
@Component({
  selector: 'ek-calendars',
  imports: [ScrollX, EmptyState, Icon, LoadState, PageHeader, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './calendars.html',
  styleUrl: './calendars.css',
})
export class Calendars {
  readonly #api = inject(Api);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  readonly #perform = inject(Perform);

  protected readonly page = resource({
    loader: async () => this.#api.read<CalendarPageView>(listCalendars, { query: { limit: 100 } }),
  });
  readonly #first = computed(() => (this.page.hasValue() ? this.page.value() : undefined));
  protected readonly rows = linkedSignal(() => this.#first()?.items ?? []);
  protected readonly cursor = linkedSignal(() => this.#first()?.nextCursor);
  protected readonly newName = signal('');
  protected readonly whyNot = computed(() =>
    this.#session.may('operator', '*')
      ? ''
      : 'You need the role operator in all value streams to change calendars.',
  );

  protected async more(): Promise<void> {
    const cursor = this.cursor();
    if (cursor === undefined) return;
    const next = await this.#perform.run(async () =>
      this.#api.read<CalendarPageView>(listCalendars, { query: { limit: 100, cursor } }),
    );
    if (next === undefined) return;
    this.rows.update((rows) => [...rows, ...next.items]);
    this.cursor.set(next.nextCursor);
  }

  protected async create(): Promise<void> {
    const name = this.newName().trim();
    if (name !== '') await this.#router.navigate(['/calendars', name]);
  }
}
