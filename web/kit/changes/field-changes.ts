import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { FieldChange } from './state-differences.ts';

/** What a change made of what: field by field, before and after. */
@Component({
  selector: 'ek-field-changes',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dl>
      @for (change of of(); track change.field) {
        <div>
          <dt class="mono">{{ change.field }}</dt>
          <dd>
            @if (change.before !== undefined) {
              <del><span class="visually-hidden">before: </span>{{ change.before || '(empty)' }}</del>
            }
            @if (change.after !== undefined) {
              <ins><span class="visually-hidden">after: </span>{{ change.after || '(empty)' }}</ins>
            }
          </dd>
        </div>
      }
    </dl>
  `,
  styles: `
    dl {
      display: grid;
      gap: 4px;
      font-size: var(--text-s);
    }
    div {
      display: grid;
      grid-template-columns: minmax(110px, 22%) 1fr;
      gap: 2px 12px;
    }
    dt {
      color: var(--ink-3);
      overflow-wrap: anywhere;
    }
    dd {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 8px;
      min-width: 0;
    }
    del,
    ins {
      padding: 0 5px;
      border-radius: var(--radius-s);
      text-decoration: none;
      overflow-wrap: anywhere;
      white-space: pre-wrap;
      max-width: 100%;
      min-width: 0;
    }
    del {
      background: var(--significant-soft);
      color: var(--significant);
      text-decoration: line-through;
    }
    ins {
      background: var(--stable-soft);
      color: var(--stable);
    }
    @media (max-width: 560px) {
      div {
        grid-template-columns: 1fr;
      }
    }
  `,
})
export class FieldChanges {
  readonly of = input.required<readonly FieldChange[]>();
}
