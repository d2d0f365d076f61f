import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { valueText, type DefinitionDifference } from './definition-differences.ts';

/** What differs, field by field, before beside after. */
@Component({
  selector: 'ek-differences',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">{{ beforeLabel() }}</th>
          <th scope="col">{{ afterLabel() }}</th>
        </tr>
      </thead>
      <tbody>
        @for (row of rows(); track row.pointer) {
          <tr>
            <th scope="row" class="mono">{{ row.pointer }}</th>
            <td>
              @if (row.hasBefore) {
                <del>{{ row.before }}</del>
              } @else {
                <span class="muted">not there</span>
              }
            </td>
            <td>
              @if (row.hasAfter) {
                <ins>{{ row.after }}</ins>
              } @else {
                <span class="muted">taken out</span>
              }
            </td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    :host {
      display: block;
      overflow-x: auto;
    }
    th,
    td {
      overflow-wrap: anywhere;
    }
    tbody th {
      width: 26%;
      white-space: normal;
    }
    tbody tr:last-child th {
      border-bottom: 0;
    }
    del,
    ins {
      padding: 1px 4px;
      border-radius: var(--radius-s);
      font-family: var(--mono);
      font-size: 12px;
      text-decoration: none;
      white-space: pre-wrap;
      -webkit-box-decoration-break: clone;
      box-decoration-break: clone;
    }
    del {
      background: var(--significant-soft);
    }
    ins {
      background: var(--stable-soft);
    }
  `,
})
export class Differences {
  readonly differences = input.required<readonly DefinitionDifference[]>();
  readonly beforeLabel = input('Before');
  readonly afterLabel = input('After');

  protected readonly rows = computed(() =>
    this.differences().map((difference) => ({
      pointer: difference.pointer,
      hasBefore: difference.before !== undefined,
      hasAfter: difference.after !== undefined,
      before: valueText(difference.before),
      after: valueText(difference.after),
    })),
  );
}
