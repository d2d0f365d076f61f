import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { BandChip } from '../../kit/chips/band-chip.ts';
import { BAND_LOOKS } from '../../kit/chips/states.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { SparkLine } from '../../kit/small-charts/spark-line.ts';
import { Instant } from '../../kit/time/instant.ts';
import { changeText, psiText } from '../psi-text.ts';
import type { ModelEntry } from './model-entry.ts';

/** A model at a glance: how far it has moved, since when, and what calls for attention. */
@Component({
  selector: 'ek-model-card',
  imports: [BandChip, Icon, Instant, RouterLink, SparkLine],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './model-card.html',
  styleUrl: './model-card.css',
})
export class ModelCard {
  readonly model = input.required<ModelEntry>();

  protected readonly psi = computed(() => psiText(this.model().psi));
  protected readonly change = computed(() => {
    const { change } = this.model();
    return change === undefined ? undefined : changeText(change);
  });
  protected readonly worst = computed(() => {
    const { worst } = this.model();
    return worst === undefined ? undefined : `${worst.name} ${psiText(worst.psi)}`;
  });
  protected readonly tone = computed(() => toneOf(this.model()));
  protected readonly trend = computed(() => trendText(this.model()));
}

/** The tone of a model's band, for what is drawn of it. */
export function toneOf({ band }: ModelEntry): 'stable' | 'moderate' | 'significant' | '' {
  const tone = band === null ? '' : BAND_LOOKS[band].tone;
  return tone === 'stable' || tone === 'moderate' || tone === 'significant' ? tone : '';
}

/** What the small line says. */
export function trendText({ values, psi }: ModelEntry): string {
  const measured = values.filter((value) => value !== null);
  if (measured.length === 0) return 'No index yet';
  const highest = psiText(Math.max(...measured));
  return `PSI of the last ${values.length} measurements: now ${psiText(psi)}, highest ${highest}`;
}
