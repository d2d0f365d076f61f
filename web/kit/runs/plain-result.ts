import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Icon } from '../icon/icon.ts';
import { figuresOf, type PlainResultView } from './plain-figures.ts';

/** What came of a run of a kind that only its own folder knows: its words, where there is more, its figures. */
@Component({
  selector: 'ek-plain-result',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="line">
      <span>{{ result().words }}</span>
      @if (result().link; as link) {
        <a [href]="link.url" target="_blank" rel="noopener noreferrer"
          >{{ link.label }} <ek-icon name="external-link" [size]="12"
        /></a>
      }
    </p>
    @if (figures().length > 0) {
      <dl class="facts">
        @for (figure of figures(); track figure.term) {
          <dt>{{ figure.term }}</dt>
          <dd class="figure">{{ figure.text }}</dd>
        }
      </dl>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
      min-width: 0;
    }
  `,
})
export class PlainResult {
  readonly result = input.required<PlainResultView>();

  protected readonly figures = computed(() => figuresOf(this.result()));
}
