import type { ElementRef } from '@angular/core';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import type { SimulationView } from '../../shared/contracts/http/simulation-view.ts';
import { formatInstant } from '../kit/time/format-instant.ts';
import { answerLook } from './answer-look.ts';
import type { Span } from './scenario.ts';

/** A shorter stroke is a click. */
const LEAST_SHARE = 0.005;

const MARKS = 6;

/** Slots over time, with what became of each; an outage is drawn into it by a stroke of the pointer. */
@Component({
  selector: 'ek-timeline',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './timeline.html',
  styleUrl: './timeline.css',
})
export class Timeline {
  readonly simulation = input.required<SimulationView>();
  readonly span = input.required<Span>();
  readonly outages = input<readonly Span[]>([]);
  readonly pauses = input<readonly Span[]>([]);
  readonly zone = input.required<string>();
  readonly label = input.required<string>();
  readonly drawn = output<Span>();

  protected readonly area = viewChild.required<ElementRef<HTMLElement>>('area');
  readonly #stroke = signal<{ readonly from: number; readonly to: number } | undefined>(undefined);

  readonly #from = computed(() => Date.parse(this.span().from));
  readonly #length = computed(() => Math.max(1, Date.parse(this.span().until) - this.#from()));

  protected readonly slots = computed(() =>
    this.simulation().slots.map((slot) => {
      const look = answerLook(slot.answer);
      return {
        dueAt: slot.dueAt,
        at: this.#share(slot.dueAt),
        look,
        title: `${this.#when(slot.dueAt)}: ${slot.why}`,
      };
    }),
  );
  protected readonly runs = computed(() =>
    this.simulation().slots.flatMap(({ dueAt, startedAt, finishedAt, state }) => {
      if (startedAt === undefined) return [];
      const at = this.#share(startedAt);
      const width = finishedAt === undefined ? 100 - at : this.#share(finishedAt) - at;
      return [{ dueAt, at, width, isFailed: state === 'failed' || state === 'dead' }];
    }),
  );
  protected readonly bands = computed(() => [
    ...this.outages().map((span) => this.#band(span, 'outage', 'Outage')),
    ...this.pauses().map((span) => this.#band(span, 'pause', 'Paused')),
  ]);
  protected readonly marks = computed(() =>
    Array.from({ length: MARKS }, (_, index) => {
      const ms = this.#from() + (this.#length() * index) / (MARKS - 1);
      return { at: (100 * index) / (MARKS - 1), text: this.#when(new Date(ms).toISOString()) };
    }),
  );
  protected readonly stroke = computed(() => {
    const stroke = this.#stroke();
    if (stroke === undefined) return undefined;
    return { at: Math.min(stroke.from, stroke.to) * 100, width: Math.abs(stroke.to - stroke.from) * 100 };
  });

  protected press(event: PointerEvent): void {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    this.area().nativeElement.setPointerCapture(event.pointerId);
    const from = this.#place(event);
    this.#stroke.set({ from, to: from });
  }

  protected move(event: PointerEvent): void {
    const to = this.#place(event);
    this.#stroke.update((stroke) => (stroke === undefined ? undefined : { ...stroke, to }));
  }

  protected release(): void {
    const stroke = this.#stroke();
    this.#stroke.set(undefined);
    if (stroke === undefined || Math.abs(stroke.to - stroke.from) < LEAST_SHARE) return;
    const [from, until] = [stroke.from, stroke.to]
      .toSorted((left, right) => left - right)
      .map((at) => this.#instant(at));
    if (from !== undefined && until !== undefined) this.drawn.emit({ from, until });
  }

  #band(span: Span, kind: string, name: string) {
    const at = this.#share(span.from);
    const title = `${name} from ${this.#when(span.from)} to ${this.#when(span.until)}`;
    return { kind, name, at, width: this.#share(span.until) - at, title };
  }

  #share(at: string): number {
    return Math.min(100, Math.max(0, (100 * (Date.parse(at) - this.#from())) / this.#length()));
  }

  #place(event: PointerEvent): number {
    const { left, width } = this.area().nativeElement.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  }

  /** To the minute. */
  #instant(share: number): string {
    const ms = this.#from() + share * this.#length();
    return new Date(Math.round(ms / 60_000) * 60_000).toISOString().replace('.000Z', 'Z');
  }

  #when(at: string): string {
    return formatInstant(Date.parse(at), { timeZone: this.zone(), nowMs: this.#from() });
  }
}
