import type { PreviewView } from '../../../shared/contracts/http/preview.ts';
import { toZonedText } from '../time/zoned-time.ts';

/** A slot on its day. */
export interface DaySlot {
  /** As in `06:00`, in the zone of the calendar. */
  readonly time: string;
  readonly dueAt: string;
  /** What clock changes have to do with it. */
  readonly note?: string;
}

type Note = NonNullable<PreviewView['slots'][number]['namedBy'][number]['note']>;

const NOTES: Readonly<Record<Note, string>> = {
  'gap-shifted': 'moved here: the time that it names does not exist on this day',
  'repeated-hour-first': 'the first of the two times that clocks show this',
  'repeated-hour-second': 'the second of the two times that clocks show this',
};

/** What is said of a slot that clock changes have something to do with. */
export function noteWords(slot: PreviewView['slots'][number]): string | undefined {
  const note = slot.namedBy.find((named) => named.note !== undefined)?.note;
  return note === undefined ? undefined : NOTES[note];
}

/** The slots by their day in the zone. */
export function slotsByDay(
  slots: PreviewView['slots'],
  timeZone: string,
): ReadonlyMap<string, readonly DaySlot[]> {
  const days = new Map<string, DaySlot[]>();
  for (const slot of slots) {
    const text = toZonedText(Date.parse(slot.dueAt), timeZone);
    const note = noteWords(slot);
    const entry = { time: text.slice(11), dueAt: slot.dueAt, ...(note === undefined ? {} : { note }) };
    const day = text.slice(0, 10);
    const listed = days.get(day);
    if (listed === undefined) days.set(day, [entry]);
    else listed.push(entry);
  }
  return days;
}
