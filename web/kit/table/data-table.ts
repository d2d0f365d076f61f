import { NgTemplateOutlet } from '@angular/common';
import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  contentChild,
  contentChildren,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { messageOf } from '../../api/problem.ts';
import { Icon } from '../icon/icon.ts';
import { Column, Unfolded } from './column.ts';
import { parseColumnChoice, shownColumns, type ColumnChoice } from './column-choice.ts';
import { ColumnMenu } from './column-menu.ts';
import { MeasureHeight } from './measure-height.ts';
import type { RowPages } from './row-pages.ts';
import { heightOf, rowsInSight, topOf, type RowLayout } from './row-window.ts';
import { Scrolled } from './scrolled.ts';
import type { Selection } from './selection.ts';
import { moveOf, type TableMove } from './table-keys.ts';
import { Unfoldings } from './unfoldings.ts';
import { ariaSort, countWords, drawnRows, nextSort, tracksOf } from './table-view.ts';

/** Narrower than this a row is a card, px. */
const CARDS_BELOW = 680;
/** With fewer rows than this behind the last one in sight the next page is read. */
const READ_AHEAD_ROWS = 60;

/**
 * A table over a list that is read in pages as one scrolls. It scrolls with the page; only the rows in sight are drawn,
 * however many have been read. Rows have one height; those that are unfolded have their details below them. Columns are
 * its content (`ekColumn`), as are the details (`ekUnfolded`), what is done with chosen rows (`[chosen]`), and what is
 * said where there is nothing (`[empty]`).
 *
 * Keys: arrows, Page up and down, Home and End go from row to row; Enter opens, Space chooses (with Shift all in
 * between), right unfolds and left folds.
 */
@Component({
  selector: 'ek-data-table',
  imports: [ColumnMenu, Icon, MeasureHeight, NgTemplateOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './data-table.html',
  styleUrl: './data-table.css',
  host: { '(keydown)': 'press($event)', '(focusin)': 'focused($event)', '[class.cards]': 'isCards()' },
})
export class DataTable<Row> {
  readonly #injector = inject(Injector);
  protected readonly body = viewChild.required<ElementRef<HTMLElement>>('body');
  readonly #scrolled = new Scrolled(inject<ElementRef<HTMLElement>>(ElementRef).nativeElement, () =>
    this.body().nativeElement.getBoundingClientRect(),
  );

  readonly of = input.required<RowPages<Row, unknown>>();
  readonly label = input.required<string>();
  /** One of what it lists and several, as in `['job', 'jobs']`. */
  readonly noun = input.required<readonly [string, string]>();
  /** Under which the choice of columns is kept in this browser. */
  readonly name = input.required<string>();
  /** How a row is called by those who hear it. */
  readonly rowLabel = input.required<(row: Row) => string>();
  readonly selection = input<Selection<Row>>();
  /** As in `-updatedAt`: by what, a minus before it in descending order. */
  readonly sort = input<string>();
  readonly rowHeight = input(46);
  readonly cardHeight = input(112);
  readonly sorted = output<string>();
  readonly opened = output<Row>();

  protected readonly columns = contentChildren(Column);
  protected readonly unfolded = contentChild(Unfolded);
  readonly #choice = signal<ColumnChoice>({});
  protected readonly unfoldings = new Unfoldings();
  /** The place of the row that has the focus, or would get it. */
  protected readonly active = signal(0);

  protected readonly isCards = computed(() => this.#scrolled.width() < CARDS_BELOW);
  protected readonly ariaSort = ariaSort;

  readonly #choosable = computed(() =>
    this.columns().map((column) => ({
      ...{ column, key: column.key(), label: column.label(), from: column.from() },
      ...{ isFixed: column.isFixed(), isShown: column.isShown() },
    })),
  );

  protected readonly shown = computed(() =>
    shownColumns(this.#choosable(), this.#choice())
      .filter(({ from }) => this.isCards() || from <= this.#scrolled.width())
      .map(({ column }) => column),
  );

  protected readonly options = computed(() => {
    const shown = new Set(shownColumns(this.#choosable(), this.#choice()).map(({ key }) => key));
    return this.#choosable()
      .filter(({ isFixed }) => !isFixed)
      .map(({ key, label }) => ({ key, label, isShown: shown.has(key) }));
  });

  protected readonly tracks = computed(() =>
    tracksOf(
      this.shown().map((column) => column.width()),
      { isChoosing: this.selection() !== undefined, isUnfolding: this.unfolded() !== undefined },
    ),
  );

  protected readonly sorts = computed(() => this.columns().filter((column) => column.sort() !== undefined));

  readonly #layout = computed<RowLayout>(() => {
    const pages = this.of();
    const rows = pages.rows();
    return {
      count: rows.length,
      rowHeight: this.isCards() ? this.cardHeight() : this.rowHeight(),
      unfoldings: this.unfoldings.among(() => rows.map((row) => pages.keyOf(row))),
    };
  });

  protected readonly height = computed(() => heightOf(this.#layout()));
  protected readonly lineHeight = computed(() => this.#layout().rowHeight);

  readonly #inSight = computed(() => rowsInSight(this.#scrolled.inSight(), this.#layout()), {
    equal: (one, other) => one.first === other.first && one.end === other.end,
  });

  protected readonly drawn = computed(() => {
    const pages = this.of();
    const places = { ...this.#inSight(), active: this.active() };
    return drawnRows(pages.rows(), places, (row, index) => {
      const key = pages.keyOf(row);
      const isActive = index === this.active();
      const context = { $implicit: row, tab: isActive ? (0 as const) : (-1 as const) };
      const top = topOf(index, this.#layout());
      return { key, index, row, context, top, isUnfolded: this.unfoldings.has(key) };
    });
  });

  protected readonly isAllLoadedChosen = computed(() => {
    const rows = this.of().rows();
    const selection = this.selection();
    return rows.length > 0 && selection !== undefined && rows.every((row) => selection.has(row));
  });

  protected readonly words = computed(() =>
    countWords(this.noun(), {
      loaded: this.of().rows().length,
      total: this.of().total(),
      hasMore: this.of().hasMore(),
    }),
  );

  protected readonly isChoosing = computed(() => this.selection()?.isEmpty() === false);

  /** Those that fit and have not been read are offered when all that were read are chosen. */
  protected readonly mayChooseAll = computed(
    () => this.of().hasMore() && this.isAllLoadedChosen() && this.selection()?.isAll() === false,
  );

  protected readonly allWords = computed(() => `Choose all ${this.#totalWords()}that fit`);

  protected readonly chosenWords = computed(() => {
    const selection = this.selection();
    if (selection?.isAll() === true) return `All ${this.#totalWords()}that fit are chosen`;
    return `${(selection?.count() ?? 0).toLocaleString('en')} chosen`;
  });

  readonly #totalWords = computed(() => {
    const total = this.of().total();
    return total === undefined ? '' : `${total.toLocaleString('en')} `;
  });

  /** With the head; -1 while it is not known how many there are. */
  protected readonly rowCount = computed(() => {
    const pages = this.of();
    const count = pages.hasMore() ? pages.total() : pages.rows().length;
    return count === undefined ? -1 : count + 1;
  });

  protected readonly failure = computed(() => {
    const error = this.of().error();
    return error === undefined ? undefined : messageOf(error);
  });

  constructor() {
    effect(() => {
      this.#choice.set(parseColumnChoice(localStorage.getItem(this.#stored())));
    });
    effect(() => {
      const { first, end } = this.#inSight();
      const pages = this.of();
      const isNearEnd = end + READ_AHEAD_ROWS >= pages.rows().length;
      const isFree = !pages.isBusy() && pages.hasMore() && !pages.isOld();
      untracked(() => {
        pages.see(first, Math.max(first, end - 1));
        if (isFree && isNearEnd) void pages.loadMore();
      });
    });
  }

  protected toggleColumn(key: string): void {
    const option = this.options().find((each) => each.key === key);
    if (option === undefined) return;
    this.#choice.update((choice) => ({ ...choice, [key]: !option.isShown }));
    localStorage.setItem(this.#stored(), JSON.stringify(this.#choice()));
  }

  protected sortBy(column: Column<unknown>): void {
    const by = column.sort();
    if (by !== undefined) this.sorted.emit(nextSort(by, this.sort()));
  }

  protected chooseLoaded(): void {
    if (this.isAllLoadedChosen()) this.selection()?.clear();
    else this.selection()?.choose(this.of().rows());
  }

  protected chooseAll(): void {
    this.selection()?.chooseAll(this.of().rows());
  }

  protected choose(row: Row, event: Event): void {
    const isRange = 'shiftKey' in event && event.shiftKey === true;
    this.selection()?.toggle(row, this.of().rows(), { isRange });
  }

  protected focused({ target }: FocusEvent): void {
    const index = indexOf(target);
    if (index !== undefined) this.active.set(index);
  }

  protected press(event: KeyboardEvent): void {
    const index = indexOf(event.target);
    if (index === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOnRow = event.target instanceof HTMLElement && event.target.role === 'row';
    const move = moveOf(event.key, { isOnRow });
    if (move === undefined) return;
    event.preventDefault();
    this.#do(move, { index, event });
  }

  #do(move: TableMove, { index, event }: { index: number; event: KeyboardEvent }): void {
    const row = this.of().rows()[index];
    if (row === undefined) return;
    switch (move.type) {
      case 'move':
        this.#focus(index + move.by);
        break;
      case 'first':
        this.#focus(0);
        break;
      case 'last':
        this.#focus(this.#layout().count - 1);
        break;
      case 'open':
        this.opened.emit(row);
        break;
      case 'select':
        this.choose(row, event);
        break;
      case 'unfold':
      case 'fold':
        if (this.unfolded() !== undefined)
          this.unfoldings.toggle(this.of().keyOf(row), move.type === 'unfold');
        break;
    }
  }

  #focus(index: number): void {
    const place = Math.max(0, Math.min(index, this.#layout().count - 1));
    this.active.set(place);
    const top = topOf(place, this.#layout());
    this.#scrolled.bringIntoSight(top, top + this.lineHeight());
    afterNextRender(
      () => {
        this.body()
          .nativeElement.querySelector<HTMLElement>(`[data-index="${place}"]`)
          ?.focus({ preventScroll: true });
      },
      { injector: this.#injector },
    );
  }

  #stored(): string {
    return `evenkeel.columns.${this.name()}`;
  }
}

/** The place of the row that something is in; not of what is in the details below one. */
function indexOf(target: EventTarget | null): number | undefined {
  if (!(target instanceof HTMLElement)) return undefined;
  const index = target.closest<HTMLElement>('[data-index]')?.dataset['index'];
  return index === undefined ? undefined : Number(index);
}
