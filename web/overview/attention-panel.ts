import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Session } from '../api/session.ts';
import { Chip } from '../kit/chips/chip.ts';
import { Icon } from '../kit/icon/icon.ts';
import { Instant } from '../kit/time/instant.ts';
import { countInWords, type AttentionGroup, type AttentionItem } from './attention.ts';
import { QuickActions } from './quick-actions.ts';

/** So many of a group stand here; the others where its link leads. */
const SHOWN = 5;

/** What was done, until a newer overview tells it by itself. */
interface Done {
  readonly label: string;
  readonly readAt: string;
}

/** What needs somebody, with what can be done about it at once. */
@Component({
  selector: 'ek-attention-panel',
  imports: [Chip, Icon, Instant, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './attention-panel.html',
  styleUrl: './attention-panel.css',
})
export class AttentionPanel {
  readonly #actions = inject(QuickActions);
  readonly #session = inject(Session);
  readonly #destroyRef = inject(DestroyRef);

  /** Those that have something. */
  readonly groups = input.required<readonly AttentionGroup[]>();
  /** When what is shown was read. */
  readonly readAt = input.required<string>();
  readonly changed = output();

  readonly #done = signal<ReadonlyMap<string, Done>>(new Map());
  protected readonly busy = signal<string | undefined>(undefined);

  protected readonly shown = computed(() =>
    this.groups().map((group) => ({
      ...group,
      howMany: countInWords(group),
      hasMore: group.count > Math.min(SHOWN, group.items.length) || group.isCapped,
      rows: group.items.slice(0, SHOWN).map((item) => ({
        ...item,
        done: this.#doneOf(item),
        refusal: this.#session.may('operator', item.valueStream)
          ? undefined
          : `Only operators of ${item.valueStream} may do this.`,
      })),
    })),
  );

  protected async act({ key, action }: AttentionItem): Promise<void> {
    if (action === undefined || this.busy() !== undefined) return;
    this.busy.set(key);
    const label = await this.#actions.do(action, () => {
      this.#mark(key, undefined);
    });
    this.busy.set(undefined);
    if (label !== undefined) this.#mark(key, { label, readAt: this.readAt() });
  }

  #doneOf({ key }: AttentionItem): string | undefined {
    const done = this.#done().get(key);
    return done?.readAt === this.readAt() ? done.label : undefined;
  }

  #mark(key: string, done: Done | undefined): void {
    if (this.#destroyRef.destroyed) return;
    this.#done.update((marks) => {
      const others = [...marks].filter(([marked]) => marked !== key);
      return new Map(done === undefined ? others : [...others, [key, done]]);
    });
    this.changed.emit();
  }
}
