import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { FleetPreviewView } from '../../../../shared/contracts/http/fleets.ts';
import { Chip } from '../../../kit/chips/chip.ts';
import { countText } from '../fleet-words.ts';
import { outcomeWords, OUTCOME_LOOKS, previewRows, selectsWords } from './preview-words.ts';

/** So many jobs are seen before somebody asks for all that were told. */
const SHOWN = 8;

/** What saving a fleet would do to its jobs. */
@Component({
  selector: 'ek-fleet-preview',
  imports: [Chip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="selects">{{ selects() }}</p>
    <p class="line">
      @for (each of outcomes(); track each.outcome) {
        <ek-chip [tone]="looks[each.outcome].tone" [icon]="looks[each.outcome].icon">{{
          each.words
        }}</ek-chip>
      }
    </p>
    @if (of().isPartial) {
      <p class="muted">There was no time for all models: the counts are of the first ones.</p>
    }
    @if (first().length > 0) {
      <ul aria-label="Jobs that would change">
        @for (row of first(); track row.jobId) {
          <li>
            <span class="mono id">{{ row.jobId }}</span>
            <ek-chip [tone]="row.look.tone" [icon]="row.look.icon">{{ row.look.label }}</ek-chip>
            @for (line of row.lines; track $index) {
              <span class="what">{{ line }}</span>
            }
          </li>
        }
      </ul>
    }
    @if (rest().length > 0) {
      <details>
        <summary>{{ rest().length }} more</summary>
        <ul aria-label="Further jobs that would change">
          @for (row of rest(); track row.jobId) {
            <li>
              <span class="mono id">{{ row.jobId }}</span>
              <ek-chip [tone]="row.look.tone" [icon]="row.look.icon">{{ row.look.label }}</ek-chip>
              @for (line of row.lines; track $index) {
                <span class="what">{{ line }}</span>
              }
            </li>
          }
        </ul>
      </details>
    }
    @if (untold() > 0) {
      <p class="muted">and {{ countText(untold()) }} others.</p>
    }
  `,
  styleUrl: './fleet-preview.css',
})
export class FleetPreview {
  readonly of = input.required<FleetPreviewView>();

  protected readonly looks = OUTCOME_LOOKS;
  protected readonly countText = countText;
  protected readonly selects = computed(() => selectsWords(this.of()));
  protected readonly outcomes = computed(() => outcomeWords(this.of()));
  readonly #rows = computed(() => previewRows(this.of()));
  protected readonly first = computed(() => this.#rows().slice(0, SHOWN));
  protected readonly rest = computed(() => this.#rows().slice(SHOWN));
  protected readonly untold = computed(() => {
    const { create, edit, remove, keep, fail } = this.of().counts;
    return Math.max(0, create + edit + remove + keep + fail - this.#rows().length);
  });
}
