import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  input,
  resource,
  signal,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { reloadOnChange } from '../../../api/reload-on-change.ts';
import { Chip } from '../../../kit/chips/chip.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { Address } from '../../../kit/page/address.ts';
import { lastValue } from '../../../kit/resources/last-value.ts';
import { EmptyState } from '../../../kit/states/empty-state.ts';
import { LoadState } from '../../../kit/states/load-state.ts';
import { formatInstant, viewerZone } from '../../../kit/time/format-instant.ts';
import { Instant } from '../../../kit/time/instant.ts';
import { Now } from '../../../kit/time/now.ts';
import { Preferences } from '../../../settings/preferences.ts';
import { SlotReader } from './slot-reader.ts';
import { parseChosen, toSlotRow } from './slot-row.ts';
import { SlotTimeline } from './slot-timeline.ts';
import { countOf, GROUP_LOOKS, groupOf, SLOT_GROUPS, startOf, type SlotGroup } from './slot-group.ts';
import { isBinned, lanesOf, type Mark } from './slot-marks.ts';
import { movedUntil, parseSpan, SLOT_SPANS, windowOf, type SlotWindow } from './slot-window.ts';
import type { SlotEntryView } from '../../../../shared/contracts/http/slots.ts';

const MINUTE_MS = 60_000;
const ROWS = 100;

interface SlotsShown {
  readonly range: SlotWindow;
  readonly entries: readonly SlotEntryView[];
}

/** Every slot of a range with its one answer: drawn along time, and as a list. */
@Component({
  selector: 'ek-job-slots',
  imports: [Chip, EmptyState, Icon, Instant, LoadState, RouterLink, SlotTimeline],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './job-slots.html',
  styleUrl: './job-slots.css',
})
export class JobSlots {
  readonly #address = inject(Address);
  readonly #now = inject(Now);
  readonly #preferences = inject(Preferences);
  readonly #reader = inject(SlotReader);

  readonly jobId = input.required<string>();
  readonly zone = input<string>();

  protected readonly spans = SLOT_SPANS;
  protected readonly looks = GROUP_LOOKS;
  protected readonly span = computed(() => parseSpan(this.#address.get('range')));
  protected readonly until = computed(() => this.#address.get('until'));
  protected readonly isNow = computed(() => this.until() === undefined);
  /** The lanes whose slots are listed; all where none is chosen. */
  protected readonly groups = computed<readonly SlotGroup[]>(() => {
    const named = (this.#address.get('answers') ?? '').split(',');
    return SLOT_GROUPS.filter((group) => named.includes(group));
  });
  protected readonly chosen = computed(() => parseChosen(this.#address.get('at')));

  protected readonly readSoFar = signal(0);
  #last: { readonly key: string; readonly entries: readonly SlotEntryView[] } | undefined;

  protected readonly slots = resource({
    params: () => ({ jobId: this.jobId(), span: this.span(), until: this.until() }),
    loader: ({ params, abortSignal }) => this.#read(params, abortSignal),
  });
  /** What was shown last stays while another range is read. */
  protected readonly shown = lastValue(this.slots, this.jobId);

  protected readonly viewerZone = computed(() => (this.#preferences.zone() === 'utc' ? 'UTC' : viewerZone()));
  protected readonly lanes = computed(() => {
    const shown = this.shown();
    return shown === undefined ? [] : lanesOf(shown.entries, shown.range, (atMs) => this.#say(atMs));
  });
  protected readonly isBinned = computed(() => isBinned(this.shown()?.entries ?? []));
  protected readonly total = computed(() =>
    (this.shown()?.entries ?? []).reduce((sum, entry) => sum + countOf(entry), 0),
  );

  readonly #listed = computed(() => {
    const [groups, chosen] = [this.groups(), this.chosen()];
    const nowMs = this.#now.ms();
    return (this.shown()?.entries ?? []).filter((entry) => {
      const atMs = startOf(entry);
      // Slots to come would stand before those that have something to tell, unless they are asked for.
      const isTold = groups.length > 0 || chosen !== undefined || atMs <= nowMs;
      const isOfGroup = groups.length === 0 || groups.includes(groupOf(entry));
      return (
        isTold && isOfGroup && (chosen === undefined || (chosen.fromMs <= atMs && atMs <= chosen.untilMs))
      );
    });
  });
  protected readonly listedCount = computed(() => this.#listed().length);
  protected readonly limit = signal(ROWS);
  protected readonly rows = computed(() => this.#listed().toReversed().slice(0, this.limit()).map(toSlotRow));

  constructor() {
    reloadOnChange([this.slots], (change) => change.jobId === this.jobId());
    const timer = setInterval(() => {
      if (this.isNow() && !document.hidden && !this.slots.isLoading()) this.slots.reload();
    }, MINUTE_MS);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer);
    });
  }

  protected chooseSpan(name: string): void {
    this.limit.set(ROWS);
    void this.#address.set({ range: name === '24h' ? undefined : name, at: undefined });
  }

  protected move(steps: number): void {
    const range = this.shown()?.range ?? windowOf(this.span(), this.until(), Date.now());
    void this.#address.set({
      until: movedUntil(this.span(), range, { steps, nowMs: Date.now() }),
      at: undefined,
    });
  }

  protected toNow(): void {
    void this.#address.set({ until: undefined, at: undefined });
  }

  protected toggle(group: SlotGroup): void {
    const groups = this.groups();
    const next = groups.includes(group) ? groups.filter((known) => known !== group) : [...groups, group];
    void this.#address.set({ answers: next.join(',') });
  }

  protected pick({ fromMs, untilMs }: Mark): void {
    const chosen = this.chosen();
    const isSame = chosen?.fromMs === fromMs && chosen.untilMs === untilMs;
    void this.#address.set({ at: isSame ? undefined : `${fromMs}-${untilMs}` });
  }

  protected showAll(): void {
    void this.#address.set({ at: undefined, answers: undefined });
  }

  #say(atMs: number): string {
    return formatInstant(atMs, { timeZone: this.viewerZone(), nowMs: Date.now() });
  }

  async #read(
    { jobId, span, until }: { jobId: string; span: ReturnType<typeof parseSpan>; until: string | undefined },
    abortSignal: AbortSignal,
  ): Promise<SlotsShown> {
    const key = JSON.stringify([jobId, span.name, until]);
    const range = windowOf(span, until, Date.now());
    const known = this.#last?.key === key ? this.#last.entries : [];
    this.readSoFar.set(0);
    const entries = await this.#reader.readAgain(known, {
      ...{ jobId, range, abortSignal },
      read: (count) => {
        this.readSoFar.set(count);
      },
    });
    this.#last = { key, entries };
    return { range, entries };
  }
}
