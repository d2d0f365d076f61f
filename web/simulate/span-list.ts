import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { Icon } from '../kit/icon/icon.ts';
import { InstantField } from '../kit/time/instant-field.ts';
import type { Span } from './scenario.ts';

/** Spans of time that can be added, moved and taken away. */
@Component({
  selector: 'ek-span-list',
  imports: [Icon, InstantField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (span of spans(); track $index) {
      <div class="row">
        <ek-instant-field
          label="From"
          [fieldId]="name() + $index + ':from'"
          [at]="span.from"
          [zone]="zone()"
          (changed)="set($index, { from: $event ?? span.from, until: span.until })"
        />
        <ek-instant-field
          label="Until"
          [fieldId]="name() + $index + ':until'"
          [at]="span.until"
          [zone]="zone()"
          (changed)="set($index, { from: span.from, until: $event ?? span.until })"
        />
        <button
          type="button"
          class="button quiet icon"
          [attr.aria-label]="'Remove ' + name() + ' ' + ($index + 1)"
          (click)="remove($index)"
        >
          <ek-icon name="close" />
        </button>
      </div>
    }
    <button type="button" class="button small" (click)="added.emit()">
      <ek-icon name="plus" [size]="14" /> Add {{ name() === 'outage' ? 'an outage' : 'a pause' }}
    </button>
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
      justify-items: start;
    }
    .row {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: 6px 8px;
      width: 100%;
    }
    ek-instant-field {
      grid-column: 1;
      min-width: 0;
    }
    .row button {
      grid-row: 1;
      grid-column: 2;
      margin-top: 20px;
    }
  `,
})
export class SpanList {
  readonly spans = input.required<readonly Span[]>();
  readonly name = input.required<'outage' | 'pause'>();
  readonly zone = input.required<string>();
  readonly changed = output<readonly Span[]>();
  readonly added = output();

  protected set(index: number, span: Span): void {
    this.changed.emit(this.spans().with(index, span));
  }

  protected remove(index: number): void {
    this.changed.emit(this.spans().filter((_, at) => at !== index));
  }
}
