import {
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { Icon } from '../../../kit/icon/icon.ts';
import { Now } from '../../../kit/time/now.ts';
import { GROUP_LOOKS, type SlotGroup } from './slot-group.ts';
import type { Lane, Mark } from './slot-marks.ts';
import { ticksOf, type SlotWindow } from './slot-window.ts';

/**
 * Slots along time, a lane for each kind of answer. The lanes' names are a legend with counts that chooses what is
 * listed; a mark says itself in words when it is pointed at or has the focus. One mark is in the order of tabs, arrows
 * lead to the others.
 */
@Component({
  selector: 'ek-slot-timeline',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './slot-timeline.html',
  styleUrl: './slot-timeline.css',
})
export class SlotTimeline {
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #now = inject(Now);

  readonly lanes = input.required<readonly Lane[]>();
  readonly range = input.required<SlotWindow>();
  readonly timeZone = input.required<string>();
  readonly groups = input.required<readonly SlotGroup[]>();
  readonly chosen = input<{ readonly fromMs: number; readonly untilMs: number }>();
  readonly isBinned = input(false);
  readonly toggled = output<SlotGroup>();
  readonly picked = output<Mark>();

  protected readonly looks = GROUP_LOOKS;
  /** The mark that is pointed at, or has the focus. */
  protected readonly current = signal<Mark | undefined>(undefined);

  /** All marks from left to right, as the arrows go through them. */
  readonly #inOrder = computed(() =>
    this.lanes()
      .flatMap(({ marks }) => marks)
      .toSorted((a, b) => a.fromMs - b.fromMs),
  );
  /** The one in the order of tabs: the one last come to, else the latest. */
  protected readonly tabbable = computed(() => {
    const id = this.current()?.id;
    const marks = this.#inOrder();
    return marks.some((mark) => mark.id === id) ? id : marks.at(-1)?.id;
  });

  protected readonly nowAt = computed(() => {
    const { fromMs, untilMs } = this.range();
    const part = (this.#now.ms() - fromMs) / (untilMs - fromMs);
    return part >= 0 && part <= 1 ? 100 * part : undefined;
  });

  protected readonly ticks = computed(() => {
    const { fromMs, untilMs } = this.range();
    const isLong = untilMs - fromMs > 3 * 86_400_000;
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: this.timeZone(),
      ...(isLong
        ? { day: 'numeric', month: 'short' }
        : { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    });
    const offsetMs = this.timeZone() === 'UTC' ? 0 : -new Date(untilMs).getTimezoneOffset() * 60_000;
    return ticksOf(this.range(), offsetMs).map((atMs) => ({
      atMs,
      left: (100 * (atMs - fromMs)) / (untilMs - fromMs),
      label: format.format(atMs),
    }));
  });

  protected isChosen({ fromMs, untilMs }: Mark): boolean {
    const chosen = this.chosen();
    return chosen?.fromMs === fromMs && chosen.untilMs === untilMs;
  }

  protected isOff(group: SlotGroup): boolean {
    return this.groups().length > 0 && !this.groups().includes(group);
  }

  protected press(event: KeyboardEvent): void {
    const marks = this.#inOrder();
    const index = marks.findIndex(({ id }) => id === this.tabbable());
    const target = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      Home: 0,
      End: marks.length - 1,
    }[event.key];
    const mark = target === undefined ? undefined : marks[target];
    if (mark === undefined) return;
    event.preventDefault();
    this.current.set(mark);
    // The mark gets its place among the tabs with the next drawing; the focus may go there at once.
    this.#host.nativeElement.querySelector<HTMLElement>(`[data-mark="${mark.id}"]`)?.focus();
  }
}
