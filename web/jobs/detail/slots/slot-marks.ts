import type { SlotEntryView } from '../../../../shared/contracts/http/slots.ts';
import { formatDuration } from '../../../kit/time/format-instant.ts';
import { countOf, groupOf, GROUP_LOOKS, SLOT_GROUPS, startOf, type SlotGroup } from './slot-group.ts';
import type { SlotWindow } from './slot-window.ts';

/** So many entries get a mark each; more are drawn as counts of equal spans. */
const MOST_MARKS = 240;

const BIN_COUNT = 96;

/** Something drawn in a lane: one slot, or the slots of a span. Places are parts of the range, 0..1. */
export interface Mark {
  readonly id: string;
  readonly group: SlotGroup;
  readonly left: number;
  /** How long its run took, or how long the span is; 0 where there is nothing to measure. */
  readonly width: number;
  /** From the slot to the start of its run, before `left`. */
  readonly lateness: number;
  /** Of a span: its count against the highest of its lane, 0..1; of a slot 1. */
  readonly height: number;
  /** What is said of it when it is pointed at. */
  readonly words: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Lane {
  readonly group: SlotGroup;
  /** Slots in the range, not marks. */
  readonly count: number;
  readonly marks: readonly Mark[];
}

/** How instants are said. */
export type SayInstant = (atMs: number) => string;

/** How many slots of a range are in each group. */
function countsOf(entries: readonly SlotEntryView[]): ReadonlyMap<SlotGroup, number> {
  const counts = new Map<SlotGroup, number>();
  for (const entry of entries) {
    const group = groupOf(entry);
    counts.set(group, (counts.get(group) ?? 0) + countOf(entry));
  }
  return counts;
}

/** Whether there are too many slots for a mark each. */
export function isBinned(entries: readonly SlotEntryView[]): boolean {
  return entries.length > MOST_MARKS;
}

/** The lanes of a timeline, those only that have a slot, each with its marks from left to right. */
export function lanesOf(
  entries: readonly SlotEntryView[],
  range: SlotWindow,
  say: SayInstant,
): readonly Lane[] {
  const counts = countsOf(entries);
  const marks = isBinned(entries)
    ? binMarks(entries, range, say)
    : entries.map((entry) => markOf(entry, range, say));
  return SLOT_GROUPS.filter((group) => counts.has(group)).map((group) => ({
    group,
    count: counts.get(group) ?? 0,
    marks: marks.filter((mark) => mark.group === group),
  }));
}

function markOf(entry: SlotEntryView, range: SlotWindow, say: SayInstant): Mark {
  const spanMs = range.untilMs - range.fromMs;
  const fromMs = startOf(entry);
  const { startedMs, endMs } = extentOf(entry, fromMs);
  const beginMs = Math.max(startedMs, range.fromMs);
  return {
    id: `${entry.type}-${fromMs}`,
    group: groupOf(entry),
    left: (beginMs - range.fromMs) / spanMs,
    width: Math.max(0, Math.min(endMs, range.untilMs) - beginMs) / spanMs,
    lateness: Math.max(0, startedMs - fromMs) / spanMs,
    height: 1,
    words: wordsOf(entry, say),
    fromMs,
    untilMs: entry.type === 'slot' ? fromMs : Date.parse(entry.untilDueAt),
  };
}

function extentOf(
  entry: SlotEntryView,
  fromMs: number,
): { readonly startedMs: number; readonly endMs: number } {
  if (entry.type === 'slot-range') return { startedMs: fromMs, endMs: Date.parse(entry.untilDueAt) };
  const { startedAt, finishedAt } = entry;
  // A backfill ran when somebody asked for it: it stands at its slot all the same.
  if (startedAt === undefined || entry.latenessMs === undefined) return { startedMs: fromMs, endMs: fromMs };
  const startedMs = Date.parse(startedAt);
  return { startedMs, endMs: finishedAt === undefined ? startedMs : Date.parse(finishedAt) };
}

/** What a slot says of itself: when, its answer in the API's words, how late, how long. */
export function wordsOf(entry: SlotEntryView, say: SayInstant): string {
  if (entry.type === 'slot-range') {
    return `${entry.count} slots of ${say(Date.parse(entry.fromDueAt))} to ${say(Date.parse(entry.untilDueAt))}: ${entry.inWords}`;
  }
  const { dueAt, inWords, runState, latenessMs, startedAt, finishedAt } = entry;
  const took =
    startedAt === undefined || finishedAt === undefined
      ? undefined
      : Date.parse(finishedAt) - Date.parse(startedAt);
  return [
    `${say(Date.parse(dueAt))}: ${inWords}`,
    ...(runState === undefined ? [] : [`Its run: ${runState}.`]),
    ...(latenessMs === undefined || latenessMs < 1000 ? [] : [`${formatDuration(latenessMs)} late.`]),
    ...(took === undefined ? [] : [`Took ${formatDuration(took)}.`]),
  ].join(' ');
}

interface Bin {
  readonly group: SlotGroup;
  readonly index: number;
  count: number;
  /** The first answer in words, and whether all have it. */
  readonly inWords: string;
  isMixed: boolean;
}

function binMarks(entries: readonly SlotEntryView[], range: SlotWindow, say: SayInstant): readonly Mark[] {
  const bins = toBins(entries, range);
  const highest = Math.max(1, ...bins.map(({ count }) => count));
  const binMs = (range.untilMs - range.fromMs) / BIN_COUNT;
  return bins.map(({ group, index, count, inWords, isMixed }) => {
    const fromMs = range.fromMs + index * binMs;
    const words = isMixed ? '' : ` ${inWords}`;
    return {
      id: `${group}-${index}`,
      group,
      left: index / BIN_COUNT,
      width: 1 / BIN_COUNT,
      lateness: 0,
      height: count / highest,
      words: `${say(fromMs)} to ${say(fromMs + binMs)}: ${count} ${GROUP_LOOKS[group].label.toLowerCase()}.${words}`,
      fromMs,
      untilMs: fromMs + binMs - 1,
    };
  });
}

function toBins(entries: readonly SlotEntryView[], { fromMs, untilMs }: SlotWindow): readonly Bin[] {
  const bins = new Map<string, Bin>();
  for (const entry of entries) {
    const group = groupOf(entry);
    const part = (Math.max(startOf(entry), fromMs) - fromMs) / (untilMs - fromMs);
    const index = Math.min(BIN_COUNT - 1, Math.floor(part * BIN_COUNT));
    const bin = bins.get(`${group}-${index}`);
    if (bin === undefined) {
      bins.set(`${group}-${index}`, {
        group,
        index,
        count: countOf(entry),
        inWords: entry.inWords,
        isMixed: false,
      });
    } else {
      bin.count += countOf(entry);
      bin.isMixed ||= bin.inWords !== entry.inWords;
    }
  }
  return [...bins.values()].sort((a, b) => a.index - b.index);
}
