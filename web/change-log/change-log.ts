import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  resource,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { AuditEntryView } from '../../shared/contracts/http/audit-log.ts';
import type { JobChangeView } from '../../shared/contracts/http/job-history.ts';
import { listAuditLog, listJobHistory } from '../../shared/contracts/http/operation-paths.ts';
import { Api } from '../api/api.ts';
import { readPages } from '../api/read-pages.ts';
import { Session } from '../api/session.ts';
import { FieldChanges } from '../kit/changes/field-changes.ts';
import { Chip } from '../kit/chips/chip.ts';
import { Icon } from '../kit/icon/icon.ts';
import { PageHeader } from '../kit/page/page-header.ts';
import { lastValue } from '../kit/resources/last-value.ts';
import { EmptyState } from '../kit/states/empty-state.ts';
import { LoadState } from '../kit/states/load-state.ts';
import { Instant } from '../kit/time/instant.ts';
import { rowsOfJob, rowsOfLog, type ChangeRow } from './change-rows.ts';
import { isFiltered, SINCE_CHOICES, toLogQuery, type LogFilter } from './log-query.ts';
import { partsOf, SUBJECT_KINDS } from './subjects.ts';

const PAGE = 50;

/** Who changed what, when and why: what the audit log and the histories of jobs tell. */
@Component({
  selector: 'ek-change-log',
  imports: [...[Chip, EmptyState, FieldChanges, Icon, Instant], ...[LoadState, PageHeader, RouterLink]],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './change-log.html',
  styleUrl: './change-log.css',
})
export class ChangeLog {
  readonly #api = inject(Api);
  readonly #router = inject(Router);
  readonly #session = inject(Session);

  readonly subject = input<string>();
  readonly author = input<string>();
  readonly since = input<string>();

  protected readonly kinds = SUBJECT_KINDS;
  protected readonly sinceChoices = SINCE_CHOICES;

  readonly #filter = computed<LogFilter>(
    () => ({ subject: this.subject() ?? '', author: this.author() ?? '', since: this.since() ?? '' }),
    { equal: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  );
  readonly #pages = linkedSignal({ source: this.#filter, computation: () => 1 });

  protected readonly parts = computed(() => partsOf(this.subject() ?? ''));
  protected readonly isJob = computed(() => this.parts().kind === 'job');
  protected readonly isFiltered = computed(() => isFiltered(this.#filter()));
  /** The audit log is read by administrators of all value streams, a job's history by whoever sees the job. */
  protected readonly mayRead = computed(
    () => this.#session.may('admin', '*') || (this.isJob() && this.parts().name !== ''),
  );

  protected readonly log = resource({
    params: () => {
      const isNamed = !this.isJob() || this.parts().name !== '';
      return this.mayRead() && isNamed ? { filter: this.#filter(), pages: this.#pages() } : undefined;
    },
    loader: ({ params: { filter, pages }, abortSignal }) =>
      this.isJob() ? this.#ofJob(pages, abortSignal) : this.#ofLog(filter, pages, abortSignal),
  });

  protected readonly shown = lastValue(this.log);

  protected set(changes: Partial<Record<keyof LogFilter, string>>): void {
    const queryParams = Object.fromEntries(
      Object.entries(changes).map(([name, value]) => [name, value.trim() === '' ? null : value.trim()]),
    );
    void this.#router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected name(name: string): void {
    const { kind } = this.parts();
    this.set({ subject: name.trim() === '' ? kind : `${kind}:${name.trim()}` });
  }

  protected clear(): void {
    this.set({ subject: '', author: '', since: '' });
  }

  protected more(): void {
    this.#pages.update((pages) => pages + 1);
  }

  async #ofLog(filter: LogFilter, pages: number, abortSignal: AbortSignal): Promise<Shown> {
    const query = { ...toLogQuery(filter, Date.now()), limit: PAGE };
    const call = { pages, query, abortSignal };
    const { items, nextCursor } = await readPages<AuditEntryView>(this.#api, listAuditLog, call);
    return { rows: rowsOfLog(items), hasMore: nextCursor !== undefined };
  }

  async #ofJob(pages: number, abortSignal: AbortSignal): Promise<Shown> {
    const jobId = this.parts().name;
    const call = { pages, path: { jobId }, query: { limit: PAGE }, abortSignal };
    const { items, nextCursor } = await readPages<JobChangeView>(this.#api, listJobHistory, call);
    return { rows: rowsOfJob(jobId, items), hasMore: nextCursor !== undefined };
  }
}

interface Shown {
  readonly rows: readonly ChangeRow[];
  readonly hasMore: boolean;
}
