import { Directive, inject, input, TemplateRef } from '@angular/core';
import type { RowPages } from './row-pages.ts';

/** What a cell's template is given: `let-row`, `let-tab="tab"`. */
export interface CellContext<Row> {
  readonly $implicit: Row;
  /** The tabindex of what can be reached in the cell: only the controls of the row that has the focus are tab stops. */
  readonly tab: 0 | -1;
}

/**
 * A column of a data table: `<ng-template ekColumn="state" label="State" [of]="rows" let-row let-tab="tab">…`. The
 * template draws one cell.
 */
@Directive({ selector: 'ng-template[ekColumn]' })
export class Column<Row> {
  readonly template = inject<TemplateRef<CellContext<Row>>>(TemplateRef);

  readonly key = input.required<string>({ alias: 'ekColumn' });
  readonly label = input.required<string>();
  /** The table's rows; says of what type `let-row` is. */
  readonly of = input.required<RowPages<Row, unknown>>();
  /** By what the list is sorted for it; without one it cannot be. */
  readonly sort = input<string>();
  /** A track of a CSS grid, as `120px` or `minmax(160px, 2fr)`. */
  readonly width = input('minmax(0, 1fr)');
  readonly isNumber = input(false);
  /** Whether its head is only heard, as that of a column of buttons. */
  readonly isLabelHidden = input(false);
  /** Whether it cannot be left out, as the name of things. */
  readonly isFixed = input(false);
  /** Whether it is there until somebody chooses. */
  readonly isShown = input(true);
  /** Where the table is narrower than so many px there is no place for it. */
  readonly from = input(0);
  /** On a card: at its head, in the corner beside it, without or with its label, in the rest of a line, or not at all. */
  readonly card = input<'title' | 'corner' | 'plain' | 'rest' | 'labelled' | 'none'>('labelled');

  static ngTemplateContextGuard<Row>(_column: Column<Row>, context: unknown): context is CellContext<Row> {
    return typeof context === 'object';
  }
}

/** What unfolds below a row: `<ng-template ekUnfolded [of]="rows" let-row>…`. */
@Directive({ selector: 'ng-template[ekUnfolded]' })
export class Unfolded<Row> {
  readonly template = inject<TemplateRef<CellContext<Row>>>(TemplateRef);
  readonly of = input.required<RowPages<Row, unknown>>();

  static ngTemplateContextGuard<Row>(
    _unfolded: Unfolded<Row>,
    context: unknown,
  ): context is CellContext<Row> {
    return typeof context === 'object';
  }
}
