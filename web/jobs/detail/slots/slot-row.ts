import type { SlotEntryView } from '../../../../shared/contracts/http/slots.ts';
import type { Look } from '../../../kit/chips/states.ts';
import { formatDuration } from '../../../kit/time/format-instant.ts';
import { GROUP_LOOKS, groupOf } from './slot-group.ts';

/** A slot, or slots of an earlier definition, as the list shows it. */
export interface SlotRow {
  readonly key: string;
  readonly dueAt: string;
  /** Of several slots: the last of them. */
  readonly untilDueAt: string | undefined;
  readonly count: number;
  readonly look: Look;
  readonly answer: string;
  readonly inWords: string;
  readonly late: string;
  readonly took: string;
  readonly runId: string | undefined;
  readonly coalescedInto: string | undefined;
}

export function toSlotRow(entry: SlotEntryView): SlotRow {
  const said = { look: GROUP_LOOKS[groupOf(entry)], answer: entry.answer, inWords: entry.inWords };
  if (entry.type === 'slot-range') {
    const { fromDueAt, untilDueAt, count } = entry;
    const nothing = { late: '', took: '', runId: undefined, coalescedInto: undefined };
    return { ...said, ...nothing, key: `${fromDueAt}-${untilDueAt}`, dueAt: fromDueAt, untilDueAt, count };
  }
  const { dueAt, latenessMs, startedAt, finishedAt, runId, coalescedInto } = entry;
  const isTimed = startedAt !== undefined && finishedAt !== undefined;
  return {
    ...said,
    ...{ key: dueAt, dueAt, untilDueAt: undefined, count: 1, runId, coalescedInto },
    late: latenessMs === undefined || latenessMs < 1000 ? '' : formatDuration(latenessMs),
    took: isTimed ? formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)) : '',
  };
}

/** The span of slots that somebody chose in the timeline, as the address names it: two instants in epoch ms. */
export function parseChosen(
  text: string | undefined,
): { readonly fromMs: number; readonly untilMs: number } | undefined {
  const [fromMs, untilMs] = (text ?? '').split('-').map(Number);
  if (fromMs === undefined || untilMs === undefined) return undefined;
  return Number.isFinite(fromMs) && Number.isFinite(untilMs) ? { fromMs, untilMs } : undefined;
}
