import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import type { BackfillPreviewView, BackfillView } from '../../../../shared/contracts/http/backfill-view.ts';
import { startBackfill } from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import { messageOf } from '../../../api/problem.ts';
import { Perform } from '../../../kit/feedback/perform.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { viewerZone } from '../../../kit/time/format-instant.ts';
import { Instant } from '../../../kit/time/instant.ts';
import { InstantField } from '../../../kit/time/instant-field.ts';
import { Preferences } from '../../../settings/preferences.ts';
import { previewWords } from './backfill-words.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What was asked for, and what a dry run of it found: nothing else may be started. */
interface Tried {
  readonly body: { readonly from: string; readonly until: string; readonly maxConcurrent: number };
  readonly found: BackfillPreviewView;
}

/** Asks for the slots of a past range: first tried, then started. */
@Component({
  selector: 'ek-start-backfill',
  imports: [Icon, Instant, InstantField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './start-backfill.html',
  styleUrl: './start-backfill.css',
})
export class StartBackfill {
  readonly #api = inject(Api);
  readonly #perform = inject(Perform);
  readonly #preferences = inject(Preferences);

  readonly jobId = input.required<string>();
  readonly timeZone = input<string>();
  readonly medianMs = input<number>();
  readonly mayOperate = input.required<boolean>();
  readonly started = output<BackfillView>();

  protected readonly zone = computed(() => (this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone()));
  protected readonly from = signal<string | undefined>(toTheMinute(Date.now() - DAY_MS));
  protected readonly until = signal<string | undefined>(toTheMinute(Date.now() - MINUTE_MS));
  protected readonly maxConcurrent = signal(5);
  protected readonly reason = signal('');
  protected readonly isBusy = signal(false);
  protected readonly fault = signal('');
  protected readonly tried = signal<Tried | undefined>(undefined);

  protected readonly words = computed(() => {
    const tried = this.tried();
    if (tried === undefined) return [];
    const { maxConcurrent } = tried.body;
    return previewWords(tried.found, { maxConcurrent, medianMs: this.medianMs() });
  });

  /** What was found is of what was asked: a change of the form takes it away. */
  protected change(field: 'from' | 'until', at: string | undefined): void {
    this[field].set(at);
    this.tried.set(undefined);
  }

  protected changeConcurrency(text: string): void {
    const count = Math.round(Number(text));
    this.maxConcurrent.set(Number.isFinite(count) ? Math.min(100, Math.max(1, count)) : 5);
    this.tried.set(undefined);
  }

  protected async try(): Promise<void> {
    const [from, until] = [this.from(), this.until()];
    this.fault.set('');
    if (from === undefined || until === undefined) {
      this.fault.set('Choose the first and the last instant of the range.');
      return;
    }
    const body = { from, until, maxConcurrent: this.maxConcurrent() };
    this.isBusy.set(true);
    try {
      const found = await this.#api.read<BackfillPreviewView>(startBackfill, {
        path: { jobId: this.jobId() },
        body: { ...body, reason: 'A dry run.', dryRun: true },
      });
      this.tried.set({ body, found });
    } catch (error) {
      this.fault.set(messageOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }

  protected async start(): Promise<void> {
    const tried = this.tried();
    if (tried === undefined || this.isBusy()) return;
    this.isBusy.set(true);
    const body = { ...tried.body, reason: this.reason().trim() || 'Asked for on the page.' };
    const started = await this.#perform.run(
      () => this.#api.read<BackfillView>(startBackfill, { path: { jobId: this.jobId() }, body }),
      { done: 'The backfill has begun.' },
    );
    this.isBusy.set(false);
    if (started === undefined) return;
    this.tried.set(undefined);
    this.started.emit(started);
  }
}

/** As the fields show it. */
function toTheMinute(atMs: number): string {
  return new Date(Math.floor(atMs / MINUTE_MS) * MINUTE_MS).toISOString();
}
