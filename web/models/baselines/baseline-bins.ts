import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { BaselineDetailView } from '../../../shared/contracts/http/baseline-view.ts';
import { countText, shareText } from '../psi-text.ts';
import { shortBin } from '../window/window-words.ts';
import { conventionInWords } from './conventions.ts';
import { baselineColumns } from './specification-view.ts';
import { ScrollX } from '../../kit/table/scroll-x.ts';

/** The bins of a baseline, column by column. */
@Component({
  selector: 'ek-baseline-bins',
  imports: [ScrollX],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './baseline-bins.html',
  styleUrl: './baseline-bins.css',
})
export class BaselineBins {
  readonly baseline = input.required<BaselineDetailView>();
  readonly column = input<string>();
  readonly columnChosen = output<string>();

  protected readonly countText = countText;
  protected readonly shareText = shareText;
  protected readonly shortBin = shortBin;

  readonly #specification = computed(() => this.baseline().specification);
  protected readonly convention = computed(() => conventionInWords({ ...this.#specification().convention }));
  protected readonly columns = computed(() => baselineColumns(this.#specification()));
  protected readonly shown = computed(
    () => this.columns().find(({ name }) => name === this.column()) ?? this.columns()[0],
  );
  protected readonly rows = computed(() => this.#specification().expected.rowCount);
  protected readonly segmentBy = computed(() => this.#specification().segmentBy.join(', '));
  protected readonly weightColumn = computed(() => this.#specification().weightColumn);
  /** The longest bar is of the fullest bin. */
  protected readonly highest = computed(() =>
    Math.max(0.01, ...(this.shown()?.bins ?? []).map(({ share }) => share)),
  );
}
