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
import { listModels } from '../../../shared/contracts/http/operation-paths.ts';
import type { ModelView } from '../../../shared/contracts/http/models.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { Session } from '../../api/session.ts';
import { BAND_LOOKS } from '../../kit/chips/states.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { SearchField } from '../../kit/filters/search-field.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { Commands } from '../../kit/page/commands.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { lastValue } from '../../kit/resources/last-value.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { StreamSelect } from '../../kit/stream-select/stream-select.ts';
import { reloadWhenMeasured } from '../measuring/reload-when-measured.ts';
import { ModelCard } from './model-card.ts';
import { byValueStream, modelEntry } from './model-entry.ts';
import { eachOnce, readModelPage, type ModelFilter } from './model-pages.ts';
import { ModelTable } from './model-table.ts';
import { WhenSeen } from './when-seen.ts';

const PAGE = 50;
const RECENT = 30;

/** Every model that the caller may see, those that moved most first. */
@Component({
  selector: 'ek-model-list',
  imports: [
    EmptyState,
    Icon,
    LoadState,
    ModelCard,
    ModelTable,
    PageHeader,
    RouterLink,
    SearchField,
    StreamSelect,
    WhenSeen,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './model-list.html',
  styleUrl: './model-list.css',
})
export class ModelList {
  readonly #api = inject(Api);
  readonly #router = inject(Router);
  readonly #perform = inject(Perform);
  readonly #session = inject(Session);

  readonly text = input<string>();
  readonly valueStream = input<string>();
  readonly band = input<string>();
  readonly alarm = input<string>();
  readonly view = input<string>();

  protected readonly bands = Object.entries(BAND_LOOKS).map(([value, { label }]) => ({ value, label }));

  readonly #filter = computed((): ModelFilter => ({
    text: this.text(),
    valueStream: this.valueStream(),
    band: this.band(),
    alarm: this.alarm() === 'true' ? true : undefined,
  }));

  protected readonly first = resource({
    params: () => this.#filter(),
    loader: ({ params, abortSignal }) => this.#page(params, undefined, abortSignal),
  });

  readonly #first = lastValue(this.first);
  readonly #further = linkedSignal<unknown, readonly Page<ModelView>[]>({
    source: () => this.#first(),
    computation: () => [],
  });
  protected readonly isReading = signal(false);

  protected readonly models = computed(() => {
    const first = this.#first();
    if (first === undefined || this.first.error() !== undefined) return undefined;
    return eachOnce([first, ...this.#further()].flatMap(({ items }) => items)).map(modelEntry);
  });
  protected readonly streams = computed(() => byValueStream(this.models() ?? []));
  readonly #nextCursor = computed(() => (this.#further().at(-1) ?? this.#first())?.nextCursor);
  protected readonly hasMore = computed(() => this.#nextCursor() !== undefined);
  protected readonly hasFilter = computed(() =>
    Object.values(this.#filter()).some((value) => value !== undefined),
  );
  protected readonly mayRegister = computed(() => this.#session.may('operator'));

  constructor() {
    // Whoever has gone on to further pages keeps their place: new figures come when the list is opened again.
    const isAtBegin = () => this.#further().length === 0;
    reloadWhenMeasured(
      [this.first],
      (jobId) => isAtBegin() && (this.#first()?.items ?? []).some(({ latest }) => latest?.jobId === jobId),
    );
    inject(Commands).offer(() => [
      {
        ...{ id: 'register-model', label: 'Register a model', group: 'Models', icon: 'plus' },
        run: async () => {
          await this.#router.navigateByUrl('/models/new');
        },
      },
    ]);
  }

  protected choose(chosen: Readonly<Record<string, string>>): void {
    const queryParams = Object.fromEntries(
      Object.entries(chosen).map(([name, value]) => [name, value === '' ? null : value]),
    );
    void this.#router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected async more(): Promise<void> {
    const cursor = this.#nextCursor();
    if (cursor === undefined || this.isReading() || this.first.isLoading()) return;
    const filter = this.#filter();
    this.isReading.set(true);
    const page = await this.#perform.run(() => this.#page(filter, cursor));
    this.isReading.set(false);
    if (page !== undefined && this.#nextCursor() === cursor)
      this.#further.update((pages) => [...pages, page]);
  }

  async #page(
    filter: ModelFilter,
    cursor: string | undefined,
    abortSignal?: AbortSignal,
  ): Promise<Page<ModelView>> {
    return readModelPage(
      (sort, at) =>
        this.#api.read<Page<ModelView>>(listModels, {
          query: { ...filter, cursor: at, sort, recent: RECENT, limit: PAGE },
          ...(abortSignal === undefined ? {} : { abortSignal }),
        }),
      filter,
      cursor,
    );
  }
}
