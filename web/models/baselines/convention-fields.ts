import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { EMPTY_BINS, type BaselineDraft } from './baseline-draft.ts';

/** The rules of a convention of one's own. */
@Component({
  selector: 'ek-convention-fields',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './convention-fields.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 190px), 1fr));
      gap: 12px;
      padding: 12px;
      border-radius: var(--radius);
      background: var(--surface-2);
    }
    .check {
      align-self: end;
      min-height: 32px;
    }
  `,
})
export class ConventionFields {
  readonly draft = input.required<BaselineDraft>();
  readonly written = output<Partial<BaselineDraft>>();

  protected readonly emptyBins = EMPTY_BINS;
  protected readonly hasValue = computed(() => this.draft().emptyBins !== 'none');

  protected chooseEmptyBins(text: string): void {
    const found = EMPTY_BINS.find(({ kind }) => kind === text);
    if (found !== undefined) this.written.emit({ emptyBins: found.kind, emptyValue: found.usual });
  }
}
