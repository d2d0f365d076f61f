import { computed, inject, Injectable, resource } from '@angular/core';
import type { JobSummary } from '../../../../shared/contracts/http/job-view.ts';
import type { CalendarPageView } from '../../../../shared/contracts/http/calendar.ts';
import {
  listCalendars,
  listJobs,
  listLocks,
  listModels,
} from '../../../../shared/contracts/http/operation-paths.ts';
import type { Page } from '../../../api/api-call.ts';
import { Api } from '../../../api/api.ts';
import { Session } from '../../../api/session.ts';
import type { Suggestions } from './field.ts';

/** So many of each are suggested; whoever means another one types it. */
const LIMIT = 100;

const COMMON_ZONES = Intl.supportedValuesOf('timeZone');

/** What there is already, for fields that name such things. Provided by the editor, read once. */
@Injectable()
export class SuggestionLists {
  readonly #api = inject(Api);
  readonly #session = inject(Session);

  readonly #jobs = resource({
    loader: async () => (await this.#api.read<Page<JobSummary>>(listJobs, { query: { limit: LIMIT } })).items,
  });
  readonly #models = resource({
    loader: async () => {
      const page = await this.#api.read<Page<{ readonly modelId: string; readonly valueStream: string }>>(
        listModels,
        {
          query: { limit: LIMIT },
        },
      );
      return page.items;
    },
  });
  readonly #locks = resource({
    loader: async () =>
      (await this.#api.read<Page<{ readonly resource: string }>>(listLocks, { query: { limit: LIMIT } }))
        .items,
  });
  readonly #calendars = resource({
    loader: async () =>
      (await this.#api.read<CalendarPageView>(listCalendars, { query: { limit: LIMIT } })).items,
  });

  readonly calendars = computed(() =>
    this.#calendars.hasValue() ? this.#calendars.value().map(({ name }) => name) : [],
  );

  readonly #lists = computed((): Readonly<Record<Suggestions, readonly string[]>> => {
    const jobs = this.#jobs.hasValue() ? this.#jobs.value() : [];
    const models = this.#models.hasValue() ? this.#models.value() : [];
    const granted = (this.#session.me()?.grants ?? [])
      .map((grant) => grant.valueStream)
      .filter((name) => name !== '*');
    return {
      models: models.map(({ modelId }) => modelId),
      jobs: jobs.map(({ jobId }) => jobId),
      tags: unique(jobs.flatMap(({ tags = [] }) => tags)),
      'value-streams': unique([...granted, ...[...models, ...jobs].map(({ valueStream }) => valueStream)]),
      resources: this.#locks.hasValue() ? this.#locks.value().map((lock) => lock.resource) : [],
      zones: COMMON_ZONES,
    };
  });

  of(what: Suggestions | undefined): readonly string[] {
    return what === undefined ? [] : this.#lists()[what];
  }
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}
