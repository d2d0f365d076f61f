import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { Icon } from '../../../kit/icon/icon.ts';
import { Instant } from '../../../kit/time/instant.ts';
import { pointerText, valueText } from '../changes/value-text.ts';
import type { Origin } from '../draft/origin.ts';
import type { Definition } from '../fields/field.ts';
import { merged, threeWay, type Side } from './three-way.ts';

/** Who has changed the job meanwhile. */
export interface OtherChange {
  readonly origin: Origin;
  readonly author?: string;
  readonly reason?: string;
  readonly at?: string;
}

/** Two people have edited a job: what it was, what the other has made of it, what I have, field by field. */
@Component({
  selector: 'ek-conflict-view',
  imports: [Icon, Instant],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './conflict-view.html',
  styleUrl: './conflict-view.css',
})
export class ConflictView {
  /** What both have changed. */
  readonly what = input<'job' | 'fleet'>('job');
  readonly before = input.required<Definition>();
  readonly mine = input.required<Definition>();
  readonly other = input.required<OtherChange>();
  /** The definition that was made of both. */
  readonly settled = output<Definition>();
  readonly closed = output();

  readonly #chosen = signal<ReadonlyMap<string, Side>>(new Map());
  readonly #fields = computed(() => threeWay(this.before(), this.other().origin.definition, this.mine()));

  protected readonly rows = computed(() =>
    this.#fields().map(({ pointer, before, theirs, mine, by }) => ({
      ...{ pointer, by, field: pointerText(pointer) },
      ...{ before: valueText(before), theirs: valueText(theirs), mine: valueText(mine) },
      side: this.#chosen().get(pointer) ?? (by === 'both' ? undefined : by === 'them' ? 'theirs' : 'mine'),
    })),
  );
  protected readonly open = computed(() => this.rows().filter(({ side }) => side === undefined).length);

  protected choose(pointer: string, side: Side): void {
    this.#chosen.update((chosen) => new Map([...chosen, [pointer, side]]));
  }

  protected chooseAll(side: Side): void {
    this.#chosen.set(new Map(this.#fields().map(({ pointer }) => [pointer, side])));
  }

  protected settle(): void {
    if (this.open() === 0)
      this.settled.emit(merged(this.other().origin.definition, this.#fields(), this.#chosen()));
  }
}
