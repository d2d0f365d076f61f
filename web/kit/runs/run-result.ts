import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { BandChip } from '../chips/band-chip.ts';
import { outcomeOf } from './result-words.ts';

/** What came of a run in a line: PSI with its band, rows, or why it failed. */
@Component({
  selector: 'ek-run-result',
  imports: [BandChip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (outcome().type) {
      @case ('psi') {
        <span class="figure">PSI {{ psi() }}</span> <ek-band-chip [band]="band()" />
      }
      @case ('none') {}
      @default {
        <span [class.mono]="outcome().type === 'fault'">{{ text() }}</span>
      }
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 8px;
    }
  `,
})
export class RunResult {
  readonly run = input.required<RunView>();

  protected readonly outcome = computed(() => outcomeOf(this.run()));
  protected readonly psi = computed(() => {
    const outcome = this.outcome();
    return outcome.type === 'psi' ? outcome.psi : '';
  });
  protected readonly band = computed(() => {
    const outcome = this.outcome();
    return outcome.type === 'psi' ? outcome.band : null;
  });
  protected readonly text = computed(() => {
    const outcome = this.outcome();
    if (outcome.type === 'rows') return outcome.text;
    return outcome.type === 'fault' ? outcome.reason : '';
  });
}
