import { computed, inject, Service, signal } from '@angular/core';
import type { JobKindView } from '../../../shared/contracts/http/job-kinds.ts';
import { listJobKinds } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import type { FilterOption } from '../filters/filter-option.ts';
import { kindWords } from './kind-words.ts';

/** The kinds of jobs that this Evenkeel has: read once, by the first screen that shows one. */
@Service()
export class JobKinds {
  readonly #api = inject(Api);
  readonly #views = signal<readonly JobKindView[]>([]);
  #reading: Promise<readonly JobKindView[]> | undefined;

  /** By their titles; empty until they are known. */
  readonly views = computed(() =>
    this.#views().toSorted((one, other) => one.title.localeCompare(other.title, 'en')),
  );
  readonly options = computed((): readonly FilterOption[] =>
    this.views().map(({ kind: value, title: label }) => ({ value, label })),
  );

  /** Without titles kinds go by their names: that they cannot be read is told nobody, and they are asked for again. */
  constructor() {
    void this.read();
  }

  titleOf(kind: string): string {
    return this.#views().find((view) => view.kind === kind)?.title ?? kindWords(kind);
  }

  /** Empty where they cannot be read. */
  async read(): Promise<readonly JobKindView[]> {
    this.#reading ??= this.#ask();
    return this.#reading;
  }

  async #ask(): Promise<readonly JobKindView[]> {
    try {
      const { items } = await this.#api.read<{ readonly items: readonly JobKindView[] }>(listJobKinds);
      this.#views.set(items);
      return items;
    } catch {
      this.#reading = undefined;
      return [];
    }
  }
}
