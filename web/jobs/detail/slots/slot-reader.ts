import { inject, Service } from '@angular/core';
import { listSlots } from '../../../../shared/contracts/http/operation-paths.ts';
import type { SlotEntryView } from '../../../../shared/contracts/http/slots.ts';
import { Api } from '../../../api/api.ts';
import type { Page } from '../../../api/api-call.ts';
import { isOpen, startOf } from './slot-group.ts';
import type { SlotWindow } from './slot-window.ts';

const LIMIT = 1000;

/** A long range is read in so many parts at once. */
const PARTS = 4;

const DAY_MS = 86_400_000;

interface Asked {
  readonly jobId: string;
  readonly range: SlotWindow;
  readonly abortSignal: AbortSignal;
  /** Called with how many have been read so far. */
  readonly read?: (count: number) => void;
}

/** Reads the slots of a range, however many there are: a month of a job of every minute has 44,640. */
@Service()
export class SlotReader {
  readonly #api = inject(Api);

  /** The earliest first. Throws CallFailed. */
  async readAll(asked: Asked): Promise<readonly SlotEntryView[]> {
    let count = 0;
    const read = (more: number) => {
      count += more;
      asked.read?.(count);
    };
    const parts = partsOf(asked.range).map((range) => this.#readPart({ ...asked, range, read }));
    return onceEach((await Promise.all(parts)).flat());
  }

  /** What is shown, with all read anew that may still have changed. Throws CallFailed. */
  async readAgain(known: readonly SlotEntryView[], asked: Asked): Promise<readonly SlotEntryView[]> {
    const firstOpen = known.find(isOpen);
    const lastKnown = known.at(-1);
    if (lastKnown === undefined) return this.readAll(asked);
    // A retry opens what was closed: of the last slots that too is seen.
    const recent = known[Math.max(0, known.length - 20)] ?? lastKnown;
    const fromMs = Math.max(asked.range.fromMs, Math.min(startOf(firstOpen ?? lastKnown), startOf(recent)));
    const fresh = await this.readAll({ ...asked, range: { ...asked.range, fromMs } });
    const kept = known.filter((entry) => startOf(entry) < fromMs && startOf(entry) >= asked.range.fromMs);
    return onceEach([...kept, ...fresh]);
  }

  async #readPart({ jobId, range, abortSignal, read }: Asked): Promise<readonly SlotEntryView[]> {
    const named = { from: new Date(range.fromMs).toISOString(), to: new Date(range.untilMs).toISOString() };
    const entries: SlotEntryView[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<SlotEntryView> = await this.#api.read(listSlots, {
        path: { jobId },
        query: { ...named, limit: LIMIT, cursor },
        abortSignal,
      });
      entries.push(...page.items);
      read?.(page.items.length);
      cursor = page.nextCursor;
    } while (cursor !== undefined && !abortSignal.aborted);
    return entries;
  }
}

function partsOf({ fromMs, untilMs }: SlotWindow): readonly SlotWindow[] {
  if (untilMs - fromMs <= 2 * DAY_MS) return [{ fromMs, untilMs }];
  const partMs = Math.ceil((untilMs - fromMs) / PARTS);
  return Array.from({ length: PARTS }, (_, index) => ({
    fromMs: fromMs + index * partMs,
    // Both ends are included.
    untilMs: Math.min(untilMs, fromMs + (index + 1) * partMs - 1),
  }));
}

/** A record of several slots that lies across the parts of a range is in each of them. */
function onceEach(entries: readonly SlotEntryView[]): readonly SlotEntryView[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const key =
      entry.type === 'slot' ? entry.dueAt : `${entry.fromDueAt}-${entry.untilDueAt}-${entry.answer}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
