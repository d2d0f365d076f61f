import type { ElementRef } from '@angular/core';
import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  input,
  linkedSignal,
  resource,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import type { LogLineView } from '../../../shared/contracts/http/job-logs.ts';
import { messageOf } from '../../api/problem.ts';
import { CopyButton } from '../copy/copy-button.ts';
import { Icon } from '../icon/icon.ts';
import { Address } from '../page/address.ts';
import { EmptyState } from '../states/empty-state.ts';
import { LoadState } from '../states/load-state.ts';
import { Instant } from '../time/instant.ts';
import { fieldsText, lineText, markedParts, mergeLines } from './log-lines.ts';
import { LogReader, type LogPage, type LogSource } from './log-reader.ts';
import { parseLogRange, type LogQuery, type LogRange } from './log-query.ts';

const LOOK_AFTER_MS = 3000;

/** Lines of a step are there a few seconds after it logged them: so far back is looked once more. */
const LOOK_BACK_MS = 30_000;

const TYPED_AFTER_MS = 350;

/** What a job's runs, or one run, have logged: found by text, level and time, and followed while it comes. */
@Component({
  selector: 'ek-log-view',
  imports: [CopyButton, EmptyState, Icon, Instant, LoadState, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './log-view.html',
  styleUrl: './log-view.css',
})
export class LogView {
  readonly #reader = inject(LogReader);
  readonly #address = inject(Address);
  readonly source = input.required<LogSource>();
  /** In the name of the file that is downloaded. */
  readonly name = input.required<string>();
  readonly ranges = input<readonly LogRange[]>(['1h', '6h', '24h', '7d', '30d']);

  protected readonly query = computed<LogQuery>(() => {
    const level = this.#address.get('level');
    return {
      range: parseLogRange(this.#address.get('logs'), this.#usualRange()),
      level: level === 'info' || level === 'error' ? level : undefined,
      text: this.#address.get('find') ?? '',
    };
  });
  readonly #usualRange = computed<LogRange>(() => (this.ranges().includes('all') ? 'all' : '24h'));

  protected readonly isWrapped = signal(true);
  protected readonly isFollowing = computed(() => this.#address.get('follow') === 'yes');

  protected readonly read = resource({
    params: () => ({ source: this.source(), query: this.query() }),
    loader: ({ params, abortSignal }) => this.#reader.readFirst({ ...params, abortSignal }),
  });
  /** What is shown: what was read, and what has come or was asked for since. */
  protected readonly shown = linkedSignal<LogPage>(() =>
    this.read.hasValue() ? this.read.value() : { lines: [] },
  );
  protected readonly lines = computed(() =>
    this.shown().lines.map((line) => ({
      ...line,
      fieldsText: fieldsText(line),
      parts: markedParts(line.message, this.query().text),
    })),
  );
  protected readonly text = computed(() => this.shown().lines.map(lineText).join('\n'));
  protected readonly isMore = signal(false);
  /** Why following does not go on at the moment. */
  protected readonly fault = signal('');

  protected readonly list = viewChild<ElementRef<HTMLElement>>('list');
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const timer = setInterval(() => void this.#look(), LOOK_AFTER_MS);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer);
      clearTimeout(this.#typing);
    });
    afterRenderEffect(() => {
      this.lines();
      const list = this.list()?.nativeElement;
      if (this.isFollowing() && list !== undefined) list.scrollTop = list.scrollHeight;
    });
  }

  protected find(text: string): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#address.set({ find: text.trim() }), TYPED_AFTER_MS);
  }

  protected choose(changes: { readonly level?: string; readonly logs?: string }): void {
    void this.#address.set(changes);
  }

  protected toggleFollowing(): void {
    void this.#address.set({ follow: this.isFollowing() ? undefined : 'yes' });
  }

  protected async more(): Promise<void> {
    const asked = this.shown();
    const { next: position, lines } = asked;
    if (position === undefined || this.isMore()) return;
    this.isMore.set(true);
    try {
      const next = await this.#reader.readOn({ source: this.source() }, position);
      // Something else may have been asked for meanwhile.
      if (this.shown() === asked) this.shown.set({ ...next, lines: [...lines, ...next.lines] });
    } catch (error) {
      this.fault.set(messageOf(error));
    } finally {
      this.isMore.set(false);
    }
  }

  protected download(): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${this.text()}\n`], { type: 'text/plain' }));
    link.download = `${this.name()}.log`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /** Reads what has come since; only of what is read to its end, since else what is between would be missing. */
  async #look(): Promise<void> {
    const asked = this.shown();
    if (!this.isFollowing() || document.hidden || asked.next !== undefined || this.read.isLoading()) return;
    const latestMs = Math.max(0, ...asked.lines.map((line: LogLineView) => Date.parse(line.at)));
    const from = latestMs === 0 ? {} : { fromMs: latestMs - LOOK_BACK_MS };
    try {
      const fresh = await this.#reader.readFirst({ source: this.source(), query: this.query(), ...from });
      this.fault.set('');
      // Something else may have been asked for meanwhile.
      if (this.shown() !== asked) return;
      const lines = mergeLines(asked.lines, fresh.lines, from.fromMs ?? 0);
      if (lines.length !== asked.lines.length) this.shown.set({ ...fresh, lines });
    } catch (error) {
      this.fault.set(messageOf(error));
    }
  }
}
