import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { ScrollX } from '../../../kit/table/scroll-x.ts';

/** A field that two definitions do not have the same. */
export interface ChangeRow {
  readonly pointer: string;
  /** How it is called. */
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** What differs between two definitions, field by field. */
@Component({
  selector: 'ek-change-table',
  imports: [ScrollX],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="scroll-x">
      <table class="table">
        <caption class="visually-hidden">
          {{
            caption()
          }}
        </caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">{{ before() }}</th>
            <th scope="col">{{ after() }}</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.pointer) {
            <tr>
              <th scope="row">{{ row.field }}</th>
              <td>
                <pre class="before">{{ row.before }}</pre>
              </td>
              <td>
                <pre>{{ row.after }}</pre>
              </td>
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    pre {
      min-width: 110px;
      margin: 0;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .before {
      color: var(--ink-3);
    }
  `,
})
export class ChangeTable {
  readonly rows = input.required<readonly ChangeRow[]>();
  readonly caption = input('What changes');
  readonly before = input('Stored');
  readonly after = input('Yours');
}
