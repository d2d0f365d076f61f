import { ChangeDetectionStrategy, Component, computed, inject, input, resource, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { BaselineDetailView } from '../../../shared/contracts/http/baseline-view.ts';
import type { ModelView } from '../../../shared/contracts/http/models.ts';
import { readModel, registerBaseline } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { CallFailed } from '../../api/problem.ts';
import { Session } from '../../api/session.ts';
import { Toasts } from '../../kit/feedback/toasts.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { faultAt, faultsOf, restOf, type Faults } from '../faults.ts';
import {
  EMPTY_BASELINE,
  EMPTY_COLUMN,
  METHODS,
  OWN,
  POINTERS,
  toRequest,
  type BaselineDraft,
  type ColumnDraft,
} from './baseline-draft.ts';
import { ConventionFields } from './convention-fields.ts';
import { CONVENTIONS } from './conventions.ts';

/** Freezes the bins of a baseline from a file. */
@Component({
  selector: 'ek-register-baseline',
  imports: [ConventionFields, Icon, PageHeader, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './register-baseline.html',
  styleUrl: './register-baseline.css',
})
export class RegisterBaseline {
  readonly #api = inject(Api);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  readonly #toasts = inject(Toasts);

  readonly modelId = input.required<string>();

  protected readonly conventions = CONVENTIONS;
  protected readonly own = OWN;
  protected readonly methods = METHODS;
  protected readonly pointers = POINTERS;
  protected readonly draft = signal<BaselineDraft>(EMPTY_BASELINE);
  protected readonly faults = signal<Faults>(new Map());
  protected readonly isSaving = signal(false);

  /** A model that is not there yet is registered by its first baseline, for those who may. */
  protected readonly model = resource({
    params: () => ({ modelId: this.modelId() }),
    loader: ({ params, abortSignal }) =>
      this.#api.read<ModelView>(readModel, { path: params, abortSignal }).catch((error: unknown) => {
        if (error instanceof CallFailed && error.status === 404) return undefined;
        throw error;
      }),
  });
  protected readonly mayRegister = computed(() =>
    this.#session.may('operator', this.model.hasValue() ? this.model.value().valueStream : undefined),
  );
  protected readonly crumbs = computed(() => [
    { label: 'Models', link: '/models' },
    { label: this.modelId(), link: `/models/${encodeURIComponent(this.modelId())}` },
  ]);
  protected readonly about = computed(
    () =>
      CONVENTIONS.find(({ name }) => name === this.draft().convention)?.text ??
      'Rules of your own, kept whole with the baseline.',
  );
  protected readonly rest = computed(() => restOf(this.faults(), Object.values(POINTERS)));

  protected fault(pointer: string): string | undefined {
    return faultAt(this.faults(), pointer);
  }

  protected write(change: Partial<BaselineDraft>): void {
    this.draft.update((draft) => ({ ...draft, ...change }));
  }

  protected chooseFormat(text: string): void {
    const format = (['by-name', 'csv', 'parquet'] as const).find((known) => known === text);
    if (format !== undefined) this.write({ format });
  }

  protected addColumn(): void {
    this.write({ columnOptions: [...this.draft().columnOptions, EMPTY_COLUMN] });
  }

  protected removeColumn(index: number): void {
    this.write({ columnOptions: this.draft().columnOptions.filter((_column, at) => at !== index) });
  }

  protected writeColumn(index: number, change: Partial<ColumnDraft>): void {
    const columnOptions = this.draft().columnOptions.map((column, at) =>
      at === index ? { ...column, ...change } : column,
    );
    this.write({ columnOptions });
  }

  protected chooseType(index: number, text: string): void {
    const type = (['', 'numeric', 'categorical'] as const).find((known) => known === text);
    if (type !== undefined) this.writeColumn(index, { type });
  }

  protected chooseMethod(index: number, text: string): void {
    const found = METHODS.find(({ method }) => method === text);
    if (found !== undefined) this.writeColumn(index, { method: found.method, value: '' });
  }

  protected asks({ method }: ColumnDraft): string {
    return METHODS.find((known) => known.method === method)?.asks ?? '';
  }

  protected async save(): Promise<void> {
    if (this.isSaving() || !this.mayRegister()) return;
    const modelId = this.modelId();
    this.isSaving.set(true);
    this.faults.set(new Map());
    try {
      const { status, body } = await this.#api.call<BaselineDetailView>(registerBaseline, {
        ...{ path: { modelId }, body: toRequest(this.draft()) },
      });
      if (body === null) return;
      this.#toasts.done(
        status === 201
          ? `Version ${body.version} is frozen. Choose the jobs that measure against it.`
          : `The same baseline is there already: it is version ${body.version}.`,
      );
      await this.#router.navigate(['/models', modelId], {
        queryParams: { tab: 'baselines', baseline: body.baselineId },
      });
    } catch (error) {
      this.faults.set(faultsOf(error));
    } finally {
      this.isSaving.set(false);
    }
  }
}
