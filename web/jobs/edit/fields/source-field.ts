import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  resource,
} from '@angular/core';
import { listBaselines } from '../../../../shared/contracts/http/operation-paths.ts';
import type { Page } from '../../../api/api-call.ts';
import { Api } from '../../../api/api.ts';
import { ChoiceInput } from '../../../kit/choose/choice-input.ts';
import { valueAt } from '../../../kit/json/json-pointer.ts';
import { settled } from '../../../kit/settled/settled.ts';
import { FormDraft } from '../draft/form-draft.ts';
import { fieldId, type SourceField as Described } from './field.ts';
import { sourceOf, textOf, wayOf, type SourceWay } from './source-text.ts';

const LABELS: Readonly<Record<SourceWay, string>> = {
  file: 'Data file',
  registered: 'Registered baseline',
  table: 'Warehouse table',
  query: 'Warehouse query',
  report: 'Collected report',
};

const WAYS: Readonly<Record<'baseline' | 'current', readonly SourceWay[]>> = {
  baseline: ['file', 'registered'],
  current: ['file', 'report', 'table', 'query'],
};

/** Where a sample comes from. */
@Component({
  selector: 'ek-source-field',
  imports: [ChoiceInput],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './source-field.html',
  styleUrl: './form-field.css',
})
export class SourceField {
  readonly #api = inject(Api);
  readonly #draft = inject(FormDraft);

  readonly field = input.required<Described>();

  protected readonly labels = LABELS;
  protected readonly ways = computed(() => WAYS[this.field().of]);
  protected readonly id = computed(() => fieldId(this.field().pointer));
  readonly #value = computed(() => valueAt(this.#draft.document(), this.field().pointer));
  protected readonly way = linkedSignal<unknown, SourceWay>({
    source: () => this.#value(),
    computation: (value, previous) => wayOf(value) ?? previous?.value ?? 'file',
  });
  protected readonly text = computed(() => textOf(this.#value()));
  protected readonly faults = computed(() => this.#draft.faultsAt(this.field().pointer));

  /** What the frozen baseline of a stored job was made from. */
  protected readonly frozenFrom = computed(() => {
    const isBaseline = this.field().of === 'baseline' && this.way() === 'registered';
    return isBaseline ? this.#draft.baselineSource() : undefined;
  });

  readonly #modelId = computed(() => {
    const model = valueAt(this.#draft.document(), '/task/modelId');
    return typeof model === 'string' && this.way() === 'registered' ? model : undefined;
  });
  readonly #baselines = resource({
    params: settled(() => this.#modelId(), 400),
    loader: async ({ params: modelId, abortSignal }) => {
      const page = await this.#api.read<Page<{ readonly baselineId: string }>>(listBaselines, {
        path: { modelId },
        query: { limit: 20 },
        abortSignal,
      });
      return page.items.map(({ baselineId }) => baselineId);
    },
  });
  protected readonly baselineIds = computed(() =>
    this.#baselines.hasValue() ? this.#baselines.value() : [],
  );

  protected choose(text: string): void {
    const way = this.ways().find((known) => known === text) ?? 'file';
    this.way.set(way);
    this.#set(sourceOf(way, ''));
  }

  protected type(text: string): void {
    this.#set(sourceOf(this.way(), text, this.#value()));
  }

  #set(value: unknown): void {
    this.#draft.set(this.field().pointer, value);
  }
}
