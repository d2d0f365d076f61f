import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Chart } from '../../kit/chart/chart.ts';
import { BandChip } from '../../kit/chips/band-chip.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { countText, psiText, shareText } from '../psi-text.ts';
import { BINS_HEIGHT, binsDrawing } from './bins-drawing.ts';
import { binRows, binsInWords, drawnBins } from './bins-view.ts';
import { columnFacts } from './column-facts.ts';
import type { ColumnView } from './sample-groups.ts';
import { ruleInWords, statusInWords } from './window-words.ts';
import { ScrollX } from '../../kit/table/scroll-x.ts';

/** One column in one window: what was expected, what came, and how sure it is that it moved. */
@Component({
  selector: 'ek-column-detail',
  imports: [ScrollX, BandChip, Chart, Chip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './column-detail.html',
  styleUrl: './column-detail.css',
})
export class ColumnDetail {
  readonly column = input.required<ColumnView>();
  /** Levels of the baseline that did not come. */
  readonly vanished = input<readonly { readonly level: string; readonly count: number }[]>([]);
  /** Of which sample it is, as in "channel web". */
  readonly sample = input.required<string>();
  readonly isScore = input(false);

  protected readonly height = BINS_HEIGHT;
  protected readonly psiText = psiText;
  protected readonly shareText = shareText;
  protected readonly countText = countText;

  protected readonly bins = computed(() => binRows(this.column()));
  protected readonly drawn = computed(() => drawnBins(this.bins()));
  protected readonly drawing = computed(() => binsDrawing(this.drawn()));
  protected readonly label = computed(() => binsInWords(this.column().name, this.bins()));
  protected readonly facts = computed(() => columnFacts(this.column()));
  protected readonly status = computed(() => statusInWords(this.column().status, this.column().reason));
  protected readonly rule = computed(() => {
    const { decision } = this.column();
    return decision === undefined ? '' : ruleInWords(decision.rule);
  });
  protected readonly newLevels = computed(() => this.column().unseenLevels ?? []);
  protected readonly otherLevels = computed(() => this.column().otherLevels ?? []);
}
