import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { BandChip } from '../../kit/chips/band-chip.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { SparkLine } from '../../kit/small-charts/spark-line.ts';
import { Instant } from '../../kit/time/instant.ts';
import { changeText, psiText } from '../psi-text.ts';
import { toneOf, trendText } from './model-card.ts';
import type { ModelEntry } from './model-entry.ts';
import { ScrollX } from '../../kit/table/scroll-x.ts';

/** The models as rows, for whoever has many of them. */
@Component({
  selector: 'ek-model-table',
  imports: [ScrollX, BandChip, Icon, Instant, RouterLink, SparkLine],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './model-table.html',
  styles: `
    td {
      vertical-align: middle;
    }
    .alarm {
      color: var(--significant);
    }
    .alarm ek-icon {
      vertical-align: -2px;
    }
    a {
      font-weight: 550;
    }
  `,
})
export class ModelTable {
  readonly models = input.required<readonly ModelEntry[]>();

  protected readonly psiText = psiText;
  protected readonly changeText = changeText;
  protected readonly toneOf = toneOf;
  protected readonly trendText = trendText;
}
