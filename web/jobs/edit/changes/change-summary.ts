import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Icon } from '../../../kit/icon/icon.ts';
import { JobDraft } from '../draft/job-draft.ts';
import { ChangeTable } from './change-table.ts';
import { pointerText, valueText } from './value-text.ts';

const BASELINES = {
  kept: 'The frozen baseline stays as it is.',
  'frozen-anew': 'The baseline file is read now, and its bins are frozen.',
  'read-again': 'The baseline file is read again: where it has changed, its bins are frozen anew.',
} as const;

/** What saving would do. */
@Component({
  selector: 'ek-change-summary',
  imports: [ChangeTable, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ul class="effects">
      @for (effect of effects(); track effect) {
        <li><ek-icon name="check" [size]="14" /> {{ effect }}</li>
      }
    </ul>
    @if (isEdit() && rows().length > 0) {
      <ek-change-table [rows]="rows()" />
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
      min-width: 0;
    }
    .effects {
      display: grid;
      gap: 4px;
      padding: 0;
      list-style: none;
    }
    .effects li {
      display: flex;
      gap: 8px;
      color: var(--ink-2);
    }
    .effects ek-icon {
      margin-top: 3px;
      color: var(--keel);
    }
  `,
})
export class ChangeSummary {
  readonly #draft = inject(JobDraft);

  protected readonly isEdit = computed(() => this.#draft.origin() !== undefined);
  protected readonly rows = computed(() =>
    this.#draft.differences().map(({ pointer, before, after }) => ({
      ...{ pointer, field: pointerText(pointer) },
      before: valueText(before),
      after: after === undefined ? 'the default' : valueText(after),
    })),
  );

  protected readonly effects = computed((): readonly string[] => {
    const baseline = this.#draft.checked()?.baselineWouldBe;
    const frozen = baseline === undefined ? [] : [BASELINES[baseline]];
    if (!this.isEdit()) return ['The job is active from now on: its next slot is dispatched.', ...frozen];
    if (this.rows().length === 0) return ['Nothing: the definition is the stored one.'];
    const count = this.rows().length;
    return [
      count === 1 ? 'One field changes.' : `${count} fields change.`,
      'It holds from now on: slots that were due before keep their answer and are never run again.',
      ...frozen,
    ];
  });
}
